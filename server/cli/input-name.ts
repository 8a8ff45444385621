import { printable } from '../render/printable';

/** An input as named in messages; "-" is standard input. */
export function inputName(file: string): string {
  return file === '-' ? 'standard input' : printable(file);
}
