/*
 * A template is a shell script that a shell and shellcheck read as it is: all of this notation is comments.
 *
 *     ## …          about the template: is left out
 *     #= NAME       a slot: the lines to `#.` are an example, in place of which the slot's lines are put
 *     #? NAME       the lines to `#.` are kept where the condition holds; `#? !NAME` where it does not
 */

/** What is kept of a template: all of it, all but its own comments and empty lines, or no indentation either. */
export type Layout = 'commented' | 'indented' | 'compact';

/** What a template is filled with. */
export interface Filling {
  readonly slots: Readonly<Record<string, readonly string[]>>;
  readonly conditions: Readonly<Record<string, boolean>>;
  readonly layout: Layout;
}

/** A template's lines with its slots filled; an empty line never follows another. */
export function filled(template: string, { slots, conditions, layout }: Filling): string[] {
  const lines: string[] = [];
  // For each block that is open, whether its lines are kept.
  const open: boolean[] = [];
  const isKept = (): boolean => !open.includes(false);
  for (const line of template.trimEnd().split('\n')) {
    const [, sign = '', name = ''] = /^\s*#([=?.#])(?: (!?[\w-]+)$)?/.exec(line) ?? [];
    if (sign === '#') continue;
    if (sign === '.') open.pop();
    else if (sign === '?') open.push(holds(name, conditions));
    else if (sign === '=') {
      if (isKept()) lines.push(...known(name, slots));
      open.push(false);
    } else if (isKept()) {
      const text = layout === 'commented' ? line : withoutComment(layout === 'compact' ? line.trim() : line);
      if (text !== '' || (layout === 'commented' && lines[lines.length - 1] !== '')) lines.push(text);
    }
  }
  return lines;
}

/** A line without a comment: templates have those on lines of their own or after a `{`. */
function withoutComment(line: string): string {
  return line.replace(/^\s*#(?!!).*|(?<=\{) # .*$/, '');
}

function holds(name: string, conditions: Readonly<Record<string, boolean>>): boolean {
  return name.startsWith('!') ? !known(name.slice(1), conditions) : known(name, conditions);
}

/** A template and what fills it are written together: a name without a value is a mistake in one of them. */
function known<Value>(name: string, values: Readonly<Record<string, Value>>): Value {
  if (!Object.hasOwn(values, name)) throw new Error(`the template has an unknown name: ${name}`);
  return values[name];
}
