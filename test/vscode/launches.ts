// The windows of VS Code that the suites run in.

export interface Launch {
  readonly name: string;
  /** Where the extension runs: beside the workspace on Node, or in a worker of the browser, with no Node. */
  readonly host: 'node' | 'worker';
  /** What the window shows: the samples; these and a second folder; one file without a folder. */
  readonly opens: 'folder' | 'folders' | 'file';
  /** Without it the window is in Restricted Mode. */
  readonly trusted: boolean;
  /** Whether VS Code installed the package itself, as a person would have it; otherwise it is given it unpacked. */
  readonly installed: boolean;
  /** Names of groups of tests in `suite/index.ts`; before each the window is loaded anew. None: `reload.ts` drives it. */
  readonly groups: readonly string[];
}

/** The longest first: two run at a time. The first is the one that `npm test` opens. */
export const launches: readonly Launch[] = [
  { name: 'node', host: 'node', opens: 'folder', trusted: true, installed: false, groups: ['node'] },
  { name: 'themes', host: 'node', opens: 'folder', trusted: true, installed: false, groups: ['themes'] },
  { name: 'worker', host: 'worker', opens: 'folder', trusted: true, installed: false, groups: ['worker'] },
  {
    name: 'folders',
    host: 'node',
    opens: 'folders',
    trusted: true,
    installed: false,
    groups: ['folders'],
  },
  { name: 'file', host: 'node', opens: 'file', trusted: true, installed: true, groups: ['file'] },
  {
    name: 'restricted',
    host: 'node',
    opens: 'folder',
    trusted: false,
    installed: false,
    groups: ['restricted'],
  },
  { name: 'reload', host: 'node', opens: 'folder', trusted: true, installed: true, groups: [] },
  { name: 'reload-worker', host: 'worker', opens: 'folder', trusted: true, installed: true, groups: [] },
];

/** What a suite is told before it starts, in the global variable `nbrouteTests`. */
export interface LaunchInfo {
  readonly group: string;
  readonly host: Launch['host'];
  /** How many folders the window has when it is as it was asked for. */
  readonly folders: number;
  /** Where to act on the browser from outside; none on the desktop. */
  readonly stage?: string;
  /** Only tests whose title matches. */
  readonly grep?: string;
}
