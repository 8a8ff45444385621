// The windows of VS Code in which the suites run.

export interface Launch {
  readonly name: string;
  /** Where the extension runs: in Node, or in a worker of the browser. */
  readonly host: 'node' | 'worker';
  /** What the window opens: the samples, the samples and a second folder, or one file without a folder. */
  readonly opens: 'folder' | 'folders' | 'file';
  /** If false, the window is in Restricted Mode. */
  readonly trusted: boolean;
  /** Whether VS Code itself installs the package, as a user would; otherwise it gets it unpacked. */
  readonly installed: boolean;
  /**
   * Names of groups of tests in `suite/index.ts`; the window is reloaded before each. If empty, `reload.ts` drives the
   * window.
   */
  readonly groups: readonly string[];
}

/** The longest first, because two run at a time. The first is the one that `npm test` opens. */
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

/** What a suite learns before it starts, from the global variable `nbrouteTests`. */
export interface LaunchInfo {
  readonly group: string;
  readonly host: Launch['host'];
  /** The expected number of folders in the window. */
  readonly folders: number;
  /** The URL for driving the browser from outside; undefined on the desktop. */
  readonly stage?: string;
  /** Run only tests with a matching title. */
  readonly grep?: string;
}
