import type { Told } from '../launches';

declare global {
  var nbrouteTests: Told | undefined;
}

/** What started this suite says of it. */
export const told: Told = globalThis.nbrouteTests ?? { group: 'node', host: 'node', folders: 1 };
