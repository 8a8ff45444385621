import type { Model } from '../model/model';
import { formAt, formText, parameterText } from '../syntax/forms';
import { definitionOf } from '../syntax/statements';
import { contextAt } from './completion/context';

/** One form of a statement; `parameters` are substrings of its label, in order. */
export interface Signature {
  readonly label: string;
  readonly parameters: readonly string[];
  readonly documentation: string;
}

export interface SignatureHelp {
  readonly signatures: readonly Signature[];
  readonly active: number;
  /** The index of the active signature's parameter at the cursor. */
  readonly parameter: number;
}

/** The forms of the statement at the cursor, once its keyword is complete; undefined in a comment. */
export function signatureHelp(model: Model, offset: number): SignatureHelp | undefined {
  const context = contextAt(model.unit.file, offset);
  const { keyword, before, inBlock, comment, typed } = context;
  if (!keyword || comment || (before.length === 0 && !inBlock)) return undefined;
  const { forms, documentation } = definitionOf(keyword);
  const signatures = forms.map((form) => ({
    label: formText(keyword, form),
    parameters: form.parameters.map(parameterText),
    documentation,
  }));
  if (inBlock) {
    const active = forms.findIndex(({ parameters }) => parameters.some(({ block }) => block !== undefined));
    return { signatures, active, parameter: signatures[active].parameters.length - 1 };
  }
  const words = before.slice(1).map(({ text }) => text);
  const { form, position } = formAt(forms, words, typed);
  return { signatures, active: form, parameter: position.parameter };
}
