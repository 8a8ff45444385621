import type { LaunchInfo } from '../launches';

declare global {
  var nbrouteTests: LaunchInfo | undefined;
}

/** The launch information from the program that started this suite. */
export const launchInfo: LaunchInfo = globalThis.nbrouteTests ?? { group: 'node', host: 'node', folders: 1 };
