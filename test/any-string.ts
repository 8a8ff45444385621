import * as fc from 'fast-check';

const lastCodePoint = 0x10ffff;
const [firstSurrogate, lastSurrogate] = [0xd800, 0xdfff];

/** Any code point but a surrogate. fast-check's own unit `binary` lists all of them first, for each string. */
const codePoint = fc.integer({ min: 0, max: lastCodePoint - (lastSurrogate - firstSurrogate + 1) }).map(
  (index) =>
    String.fromCodePoint(index < firstSurrogate ? index : index + lastSurrogate - firstSurrogate + 1),
  (value) => {
    const point = typeof value === 'string' ? value.codePointAt(0) : undefined;
    if (point === undefined || value !== String.fromCodePoint(point)) throw new Error('not one code point');
    return point < firstSurrogate ? point : point - (lastSurrogate - firstSurrogate + 1);
  },
);

/** Text of any code points. */
export const anyString = (maxLength?: number): fc.Arbitrary<string> =>
  fc.string({ unit: codePoint, ...(maxLength !== undefined && { maxLength }) });
