/** In the order of the legend. */
export const tokenTypes = [
  'keyword',
  'number',
  'variable',
  'enumMember',
  'string',
  'property',
  'comment',
  'decorator',
] as const;
export type TokenType = (typeof tokenTypes)[number];

/** The last three mark destinations whose route has no effect, and why. */
export const tokenModifiers = [
  'declaration',
  'defaultLibrary',
  'duplicate',
  'redundant',
  'shadowed',
] as const;
export type TokenModifier = (typeof tokenModifiers)[number];
