import { compiledName } from '../compiled-name';
import type { Line } from '../dump';
import { setsRoute } from '../route-commands';
import { unindented } from '../text/fences';
import { decodedScript } from './decoded-script';
import { outsideComments, type Carried } from './carried';

/** Whether lines are a Terraform configuration. */
export function isTerraform(lines: readonly Line[]): boolean {
  return lines.some(({ text }) =>
    /^\s*(?:resource\s+"[\w-]+"\s+"[\w-]+"|data\s+"[\w-]+"\s+"[\w-]+"|module\s+"[\w-]+"|provider\s+"[\w-]+"|variable\s+"[\w-]+"|output\s+"[\w-]+"|locals|terraform)\s*\{/.test(
      text,
    ),
  );
}

/** The scripts in here-documents and strings of a configuration, and the files that it refers to. */
export function terraformParts(lines: readonly Line[]): Carried[] {
  const parts: Carried[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at];
    const document = /<<(-?)\s*"?(\w+)"?\s*$/.exec(line.text);
    if (document) {
      const end = lines.findIndex((each, i) => i > at && each.text.trim() === document[2]);
      const body = lines.slice(at + 1, end < 0 ? lines.length : end);
      parts.push(...scriptParts(document[1] === '-' ? unindented(body) : body));
      at = end < 0 ? lines.length : end;
      continue;
    }
    const list = /\bjoin\s*\(\s*"(?:\\n|[^"]*)"\s*,\s*\[/.test(line.text) || /=\s*\[\s*$/.test(line.text);
    if (list) {
      const end = lines.findIndex((each, i) => i >= at && each.text.includes(']'));
      const body = lines.slice(at, end < 0 ? lines.length : end + 1);
      const items = body.flatMap((each) =>
        [...each.text.replace(/^.*\[\s*/, '').matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((match) => ({
          ...each,
          text: unescaped(match[1]),
        })),
      );
      const script = scriptParts(items);
      if (script.length > 0) {
        parts.push(...script);
        at = end < 0 ? lines.length : end;
        continue;
      }
    }
    const named = /\b(file|filebase64|templatefile)\s*\(\s*"([^"]+)"/.exec(line.text);
    if (named)
      parts.push({ kind: 'skipped', line, reason: `the script is in the file \`${named[2]}\`: import that` });
    for (const match of line.text.matchAll(/"((?:[^"\\]|\\.)*)"/g)) {
      const text = unescaped(match[1]);
      const decoded = decodedScript(text) ?? text;
      if (decoded.includes('\n') || setsRoute(decoded))
        parts.push(...scriptParts(decoded.split('\n').map((each) => ({ ...line, text: each }))));
    }
  }
  return parts;
}

function unescaped(text: string): string {
  return text.replace(/\\(n|t|r|"|\\)/g, (_, char: string) => ({ n: '\n', t: '\t', r: '\r' })[char] ?? char);
}

/** A script in which Terraform's interpolations are unknown variables. */
function scriptParts(lines: readonly Line[]): Carried[] {
  const whole = lines.map(({ text }) => text).join('\n');
  if (!setsRoute(whole) && compiledName(whole) === undefined) return [];
  const unknown = new Map<string, string>();
  const directive = lines.find(({ text }) => /(?:^|[^%])%\{\s*(?:for|if)\b/.test(text));
  if (directive)
    return [
      {
        kind: 'skipped',
        line: directive,
        reason: 'a directive of Terraform (`%{ … }`) decides what the script is: not read',
      },
    ];
  const filled = lines.map((line) => ({
    ...line,
    text: outsideComments(line.text.replace(/%%\{/g, '%{').replace(/\$\$\{/g, '\0{'), (text) =>
      text.replace(/\$\{([^}]*)\}/g, (_, expression: string) => {
        const name = `nbroute_template_${unknown.size}`;
        unknown.set(name, `\`\${${expression}}\` is filled in by Terraform`);
        return `\${${name}}`;
      }),
    ).replace(/\0\{/g, '${'),
  }));
  return [{ kind: 'script', lines: filled, unknown }];
}
