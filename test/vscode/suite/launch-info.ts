import type { LaunchInfo } from '../launches';

declare global {
  var nbrouteTests: LaunchInfo | undefined;
}

/** What started this suite says of it. */
export const launchInfo: LaunchInfo = globalThis.nbrouteTests ?? { group: 'node', host: 'node', folders: 1 };
