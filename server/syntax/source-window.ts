import type { Characters } from './edited-source';

declare const TextEncoder: new () => Encoder;

interface Encoder {
  encodeInto(text: string, bytes: Uint8Array): { readonly read: number };
}

/** Part of a text as bytes, one per character: V8 reads bytes faster than a string's characters. */
export interface SourceWindow {
  readonly source: Characters;
  /** Where the part begins in the text. */
  from: number;
  to: number;
  /** Characters outside ASCII are 255; a 0 follows the last one. */
  readonly bytes: Uint8Array;
}

/** Fits into the processor's L1 cache. */
const size = 16_384;

/** Enough for the lines that an edit changes. */
const editedSize = 1024;

/** How much of a line is always in the window. A plain route is shorter, except for its comment. */
export const sight = 256;

/** An empty window at the start of a text; a small one if only an edit is read. */
export function windowOf(source: Characters, isEdit = false): SourceWindow {
  const length = Math.min(isEdit ? editedSize : size, source.length);
  return { source, from: 0, to: 0, bytes: new Uint8Array(length + 1) };
}

/** Moves the window unless it has `sight` characters from an offset on. Offsets ascend. */
export function reach(window: SourceWindow, from: number): void {
  const { source, bytes, to } = window;
  if (from + sight <= to || (to === source.length && to > 0)) return;
  const text = source.slice(from, from + bytes.length - 1);
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
