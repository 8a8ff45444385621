import type { Form, Parameter, StatementDefinition } from './statements';

/** A parameter in help's notation: `PREFIX[, PREFIX…]`, `via vpc|direct`, `[gateway ADDRESS]`. */
export function parameterText(parameter: Parameter): string {
  const text = [parameter.after, valueText(parameter)].filter((each) => each !== undefined).join(' ');
  return parameter.optional === true ? `[${text}]` : text;
}

function valueText({ name, values, path, block, many }: Parameter): string | undefined {
  if (values) return values.join('|');
  if (path) return '"PATH"';
  if (block !== undefined) return `${block}… }`;
  return many === true ? `${name}[, ${name}…]` : name;
}

/** A form in help's notation: `route DESTINATION[, DESTINATION…] via vpc|direct`. */
export function formText(keyword: string, { parameters }: Form): string {
  return [keyword, ...parameters.map(parameterText)].join(' ');
}

/** The snippet of the word or sign before a parameter; undefined if it has none. */
export function signSnippet({ after, path, block }: Parameter): string | undefined {
  if (after === undefined) return undefined;
  if (path) return `${after} "$0"`;
  return block === undefined ? undefined : `${after}\n\t$0\n}`;
}

/** A form of a statement that completion offers; `offeredAs` is undefined for the simplest. */
export interface Template {
  readonly offeredAs: string | undefined;
  /** The statement with tab stops. */
  readonly snippet: string;
}

/** The forms of a statement that completion offers, the simplest first. */
export function templates({ keyword, forms }: StatementDefinition): Template[] {
  return forms.flatMap((form, i): Template[] => {
    const plain = form.parameters.filter(
      ({ optional, sample, offeredAs }) => optional !== true || (sample !== undefined && !offeredAs),
    );
    const more = form.parameters.filter(({ offeredAs }) => offeredAs !== undefined);
    const offered = i === 0 || form.offeredAs !== undefined;
    return [
      ...(offered ? [{ offeredAs: form.offeredAs, snippet: snippet(keyword, plain) }] : []),
      ...more.map((parameter) => ({
        offeredAs: parameter.offeredAs,
        snippet: snippet(
          keyword,
          form.parameters.filter((each) => each === parameter || plain.includes(each)),
        ),
      })),
    ];
  });
}

function snippet(keyword: string, parameters: readonly Parameter[]): string {
  const texts = parameters.map(({ after, values, path, block, name, sample }, i) => {
    const stop = values ? `\${${i + 1}|${values.join(',')}|}` : `\${${i + 1}:${sample ?? name ?? ''}}`;
    const value = block === undefined ? (path ? `"${stop}"` : stop) : `\n\t${stop}\n}`;
    if (after === undefined) return value;
    return block === undefined ? `${after} ${value}` : `${after}${value}`;
  });
  return [keyword, ...texts].join(' ');
}

/** Where the words of a statement end in one of its forms. */
export interface FormPosition {
  /** The current parameter; the last one if none can follow. */
  readonly parameter: number;
  /** The parameters that the next word can belong to; empty if none can follow. */
  readonly next: readonly number[];
  /** Whether the parameter's word or sign is there, so that only its value can follow. */
  readonly isInside: boolean;
  /** The number of words that the form explains. */
  readonly explained: number;
}

/** Matches a form with the words of a statement, which include commas but not the keyword. */
export function positionIn({ parameters }: Form, words: readonly string[]): FormPosition {
  let parameter = 0;
  let next = followers(parameters, -1);
  let isInside = false;
  let explained = 0;
  for (const word of words) {
    const current = parameters[parameter];
    if (isInside && !opensAnother(parameters, parameter, word)) {
      isInside = false;
      next = followers(parameters, parameter);
    } else if (word === ',' && current.many === true && explained > 0 && !isInside) {
      isInside = true;
      next = [parameter];
    } else {
      const candidates: readonly number[] = isInside ? followers(parameters, parameter) : next;
      const chosen = candidates.find((i) => begins(parameters, i, word));
      if (chosen === undefined) break;
      parameter = chosen;
      isInside = parameters[chosen].after !== undefined;
      next = isInside ? [chosen] : followers(parameters, chosen);
    }
    explained++;
  }
  return { parameter: next[0] ?? parameter, next, isInside, explained };
}

/**
 * The parameters that can follow one: optional ones up to the next required one, and optional neighbours of this one.
 */
function followers(parameters: readonly Parameter[], parameter: number): number[] {
  let from = parameter + 1;
  while (from > 0 && parameters[from - 1]?.optional === true) from--;
  const end = parameters.findIndex((each, i) => i >= from && each.optional !== true);
  const to = end < 0 ? parameters.length : end + 1;
  return Array.from({ length: to - from }, (_, i) => from + i);
}

function begins(parameters: readonly Parameter[], i: number, word: string): boolean {
  const { after, values } = parameters[i];
  if (after !== undefined) return word === after;
  if (values) return values.includes(word);
  return word !== ',' && !opensAnother(parameters, i, word);
}

/** Whether a word after a list's comma begins another parameter, as in `route 10.0.0.0/8, via`. */
function opensAnother(parameters: readonly Parameter[], list: number, word: string): boolean {
  return (
    parameters[list].many === true && followers(parameters, list).some((i) => parameters[i].after === word)
  );
}

/**
 * The form that explains most words of a statement, or of equal ones the one that also explains the word being typed.
 */
export function formAt(
  forms: readonly Form[],
  words: readonly string[],
  typed: string,
): { readonly form: number; readonly position: FormPosition } {
  const whole = typed === '' ? words : [...words, typed];
  let form = 0;
  let most = -1;
  forms.forEach((each, i) => {
    const { explained } = positionIn(each, whole);
    if (explained > most) [form, most] = [i, explained];
  });
  return { form, position: positionIn(forms[form], words) };
}
