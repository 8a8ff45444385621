/** Texts that are hardly policies, on which every feature and every request must still return a result. */
export const brokenTexts: readonly string[] = [
  '',
  '\n',
  '\uFEFF',
  '\uFEFFroute 10.0.0.0/8 via vpc',
  'route',
  'route ,, via via\nexpect\nprefix-list {\n}\n}',
  'prefix-list a {\n 10.0.0.0/8,\n b {\nroute a via vpc',
  'prefix-list a = a, b\nprefix-list b = a\nroute a, b, default via vpc # allow moves-default',
  'include "\ninclude "a\\\ninclude a\nprefix-list x from "y" service , region\non-start',
  'vpc 10.0.0.0/99\r\nsubnet\r\ninterface vpc\r\ninterface direct eth0 gateway 1.2.3\r\n# allow x-y, z-w\r\n',
  'route \u{1F600}\u{1F600} via \ud800 # \udc00\nexpect \u0000 via vpc\rroute 10.0.0.0/8 via vpc',
  'vpc 10.0.0.0/8\nsubnet ::/0\nroute ::/0, 0.0.0.0/0 unreachable\nexpect default, ::/0 via direct\n',
];

/** Texts with empty lines, also at the beginning, where a look-up of the preceding line begins before the text. */
export const textsWithEmptyLines: readonly string[] = [
  '\nroute 10.0.0.0/16 via vpc\n',
  '\n\nroute 10.0.0.0/16 via vpc\nroute 10.1.0.0/16 via vpc',
  '\r\n\r\n# a\r\nroute 10.0.0.0/16 via vpc\r\n\r\n',
  '\uFEFF\n \nprefix-list a {\n\n}\n\nroute a via vpc\n',
];
