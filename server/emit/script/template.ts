/*
 * A template is a shell script that shells and shellcheck can read: all of this notation is comments.
 *
 *     ## …          about the template: omitted
 *     #= NAME       a slot: its lines replace those up to `#.`, which are an example
 *     #? NAME       the lines up to `#.` are kept if the condition holds; `#? !NAME` if it does not
 */

/** What is kept of a template: everything; everything but its comments and empty lines; that without indentation. */
export type ScriptLayout = 'commented' | 'indented' | 'compact';

export interface Filling {
  readonly slots: Readonly<Record<string, readonly string[]>>;
  readonly conditions: Readonly<Record<string, boolean>>;
  readonly layout: ScriptLayout;
}

/** A template's lines with its slots filled, and never two empty lines in a row. */
export function filled(template: string, { slots, conditions, layout }: Filling): string[] {
  const lines: string[] = [];
  // For each open block, whether its lines are kept.
  const open: boolean[] = [];
  const isKept = (): boolean => !open.includes(false);
  for (const line of template.trimEnd().split('\n')) {
    const [, sign = '', name = ''] = /^\s*#([=?.#])(?: (!?[\w-]+)$)?/.exec(line) ?? [];
    if (sign === '#') continue;
    if (sign === '.') open.pop();
    else if (sign === '?') open.push(holds(name, conditions));
    else if (sign === '=') {
      if (isKept()) lines.push(...valueNamed(name, slots));
      open.push(false);
    } else if (isKept()) {
      const text = layout === 'commented' ? line : withoutComment(layout === 'compact' ? line.trim() : line);
      if (text !== '' || (layout === 'commented' && lines[lines.length - 1] !== '')) lines.push(text);
    }
  }
  return lines;
}

/** A line without its comment: templates have comments only on separate lines or after a `{`. */
function withoutComment(line: string): string {
  return line.replace(/^\s*#(?!!).*|(?<=\{) # .*$/, '');
}

function holds(name: string, conditions: Readonly<Record<string, boolean>>): boolean {
  return name.startsWith('!') ? !valueNamed(name.slice(1), conditions) : valueNamed(name, conditions);
}

/** A missing name is a mistake in the template or in the code that fills it. */
function valueNamed<Value>(name: string, values: Readonly<Record<string, Value>>): Value {
  if (!Object.hasOwn(values, name)) throw new Error(`the template has an unknown name: ${name}`);
  return values[name];
}
