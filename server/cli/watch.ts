import { type FSWatcher, watch } from 'node:fs';

/** How long nothing has to happen after a change, in milliseconds: a program may write a file in several steps. */
const settling = 50;

/** Folders in which something may change. A file is watched by its folder: editors replace files. */
export class FolderWatch {
  private readonly watchers = new Map<string, FSWatcher>();
  private hasChanged = false;
  private timer: NodeJS.Timeout | undefined;
  private wake: (() => void) | undefined;

  /** Watches these folders and no others; whether one of them was not watched before. */
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

  /** Resolves once something has changed since the last time, and then nothing for a moment. */
  async changed(): Promise<void> {
    if (!this.hasChanged) await new Promise<void>((resolve) => (this.wake = resolve));
    this.hasChanged = false;
  }

  /** Whether the folder could be opened: one that is gone comes back as a change of the folder above it. */
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
