declare const TextEncoder: new () => Encoder;

interface Encoder {
  encodeInto(text: string, bytes: Uint8Array): { readonly read: number };
}

/** A stretch of a text as bytes, one for each character: V8 reads them with more haste than a string's characters. */
export interface SourceWindow {
  readonly source: string;
  /** Where the stretch begins in the text. */
  from: number;
  to: number;
  /** What is no ASCII is 255; a 0 stands behind the last one. */
  readonly bytes: Uint8Array;
}

/** A stretch that stays in the processor's nearest cache. */
const size = 16_384;

/** How much of a line is in sight for sure. A plain route takes less, but for its comment. */
export const sight = 256;

/** A stretch of a text before its first character is asked for. */
export function windowOf(source: string): SourceWindow {
  return { source, from: 0, to: 0, bytes: new Uint8Array(Math.min(size, source.length) + 1) };
}

/** Moves the stretch where it does not hold what is to be in sight of the line at an offset. Offsets ascend. */
export function reach(window: SourceWindow, from: number): void {
  const { source, bytes, to } = window;
  if (from + sight <= to || (to === source.length && to > 0)) return;
  const text = source.substring(from, from + bytes.length - 1);
  window.from = from;
  window.to = from + text.length;
  bytes[text.length] = 0;
  if (encoder.encodeInto(text, bytes.subarray(0, text.length)).read === text.length) return;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    bytes[i] = code < 128 ? code : 255;
  }
}

const encoder = new TextEncoder();
