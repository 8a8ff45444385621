import type { ProtocolClause, Span } from './ast';
import { expectWord, peek, reportError, take, takeWord, type LineCursor } from './cursor';
import type { ActionName } from './keywords';
import { mostPort, portRange, portsText, protocolNames, type PortRange } from './port-query';
import { quote } from '../lib/quote';

/** Why ports cannot be checked for an action. */
export function noGroups(action: ActionName): string {
  if (action === 'direct') return "the direct interface's security groups are the service's";
  if (action === 'docker') return "Docker's bridge has no security groups";
  return 'a rejected packet does not leave the instance';
}

/** `tcp 443, 8000-8100`, `udp 53` or `icmp`; undefined if there is none. */
export function protocolClause(cursor: LineCursor): ProtocolClause | undefined {
  const token = peek(cursor);
  const name = token?.kind === 'word' ? protocolNames.find((each) => each === token.text) : undefined;
  const first = name && takeWord(cursor, name);
  if (!first) return undefined;
  if (name === 'icmp') {
    const next = peek(cursor);
    if (next?.kind === 'word' && /^\d/.test(next.text)) {
      cursor.at++;
      reportError(cursor, next, '`icmp` has no ports: it is an echo request and its reply');
    }
    return { from: first.from, to: first.to, name, word: first, ports: [] };
  }
  const ports: PortRange[] = [];
  let before: Span = first;
  for (;;) {
    const next = peek(cursor);
    if (next && (next.text === 'via' || next.text === 'blocked')) {
      reportError(cursor, next, `expected a port (\`443\` or \`8000-8100\`) before \`${next.text}\``);
      break;
    }
    const port = expectWord(cursor, before, 'a port (`443` or `8000-8100`)', 'value');
    if (!port) break;
    const range = portRange(port.text);
    if (range) ports.push(range);
    else {
      const turned = portRange(port.text.split('-').reverse().join('-'));
      const message = `invalid port ${quote(port.text)}; expected 0 to ${mostPort}, or a range as in \`8000-8100\``;
      reportError(cursor, port, message, turned && portsText([turned]));
    }
    before = port;
    const comma = take(cursor, 'comma');
    if (!comma) break;
    before = comma;
  }
  return { from: first.from, to: before.to, name, word: first, ports };
}
