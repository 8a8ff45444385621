import { gunzipSync, strFromU8 } from 'fflate/browser';
import { unfoldedSteps } from '../../model/script-routes';
import { base64Bytes } from '../../lib/base64';
import type { Read } from '../dump';

/** The most base64 to unpack: AWS accepts no longer script, and gzip expands it to at most a thousand times as much. */
const mostPacked = 24 * 1024;

/**
 * The routes of a compiled script with a list, packed or not, as the lines that it passes to `ip -batch`. `command` is
 * the first word of what reads the list, `source` the whole script, which defines the list's words.
 */
export function listedRoutes(command: string, body: readonly string[], source: string): Read<string[]> {
  const actions = new Map<string, { readonly start: string; readonly end: string }>();
  for (const match of source.matchAll(/^ +(\w+)\) start='([^'\n]*)' end="([^"\n]*)" ;;$/gm))
    actions.set(match[1], { start: match[2], end: match[3] });
  const text = command === 'base64' ? unpacked(body.join('')) : body.join('\n');
  if (text === undefined) return { reason: 'the packed routes cannot be unpacked' };
  let action: { readonly start: string; readonly end: string } | undefined;
  const lines: string[] = [];
  for (const word of text.split('\n')) {
    if (word === '') continue;
    const named = actions.get(word);
    if (named) action = named;
    else if (!action) return { reason: 'the packed routes begin without an action' };
    else
      for (const prefix of stepped(word)) lines.push(`route replace ${action.start}${prefix}${action.end}`);
  }
  return { value: lines };
}

/** The prefixes of a word; for `/24 k00wwz` those that its steps represent. */
function stepped(word: string): readonly string[] {
  const [length, steps = ''] = word.slice(1).split(' ');
  return word.startsWith('/') ? unfoldedSteps(Number(length), steps) : [word];
}

/** Decodes base64 and gzip; undefined if the text is neither, or too long for a script. */
export function unpacked(base64: string): string | undefined {
  if (base64.length > mostPacked) return undefined;
  const bytes = base64Bytes(base64);
  try {
    return bytes && strFromU8(gunzipSync(bytes));
  } catch {
    return undefined;
  }
}
