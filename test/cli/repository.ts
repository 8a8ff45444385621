import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import * as path from 'node:path';

/** A Git repository for a single test. */
export class Repository {
  readonly folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'nbroute-git-')));

  constructor() {
    this.git('init', '-q');
  }

  write(name: string, text: string | Uint8Array): void {
    const file = path.join(this.folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  link(name: string, target: string): void {
    const file = path.join(this.folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    symlinkSync(target, file);
  }

  remove(name: string): void {
    rmSync(path.join(this.folder, name));
  }

  /** Commits everything and returns the commit's id. */
  commit(): string {
    this.git('add', '-A');
    this.git('commit', '-q', '--allow-empty', '-m', 'x');
    return this.git('rev-parse', 'HEAD');
  }

  git(...args: string[]): string {
    const settings = ['user.name=t', 'user.email=t@example.com', 'init.defaultBranch=main', 'gc.auto=0'];
    return execFileSync('git', [...settings.flatMap((each) => ['-c', each]), ...args], {
      cwd: this.folder,
      encoding: 'utf8',
      env: { ...process.env, GIT_CONFIG_GLOBAL: devNull, GIT_CONFIG_SYSTEM: devNull },
    }).trim();
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
