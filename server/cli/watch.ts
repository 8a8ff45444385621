import { type FSWatcher, watch } from 'node:fs';

/** How many milliseconds must pass without a change, because programs may write a file in several steps. */
const settling = 50;

/** Watches for changes in folders. A file is watched through its folder, because editors replace files. */
export class FolderWatch {
  private readonly watchers = new Map<string, FSWatcher>();
  private hasChanged = false;
  private timer: NodeJS.Timeout | undefined;
  private wake: (() => void) | undefined;

  /** Watches exactly these folders; returns whether one of them is new. */
  follow(folders: ReadonlySet<string>): boolean {
    for (const [folder, watcher] of this.watchers)
      if (!folders.has(folder)) {
        watcher.close();
        this.watchers.delete(folder);
      }
    let isNew = false;
    for (const folder of folders) if (!this.watchers.has(folder)) isNew = this.open(folder) || isNew;
    return isNew;
  }

  /** Resolves once something has changed since the last call and the changes have settled. */
  async changed(): Promise<void> {
    if (!this.hasChanged) await new Promise<void>((resolve) => (this.wake = resolve));
    this.hasChanged = false;
  }

  /** Whether the folder could be watched; if a missing folder reappears, its parent reports a change. */
  private open(folder: string): boolean {
    try {
      const watcher = watch(folder, () => this.note());
      watcher.on('error', () => {
        watcher.close();
        this.watchers.delete(folder);
        this.note();
      });
      this.watchers.set(folder, watcher);
      return true;
    } catch {
      return false;
    }
  }

  private note(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.hasChanged = true;
      this.wake?.();
    }, settling);
  }
}
