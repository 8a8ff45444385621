// The pictures in the documentation. A new picture is a new entry; `npm run screenshots` makes them all.
import type { Frame, Page } from 'playwright-core';
import { again, type VscodeWindow } from '../test/vscode/window';

/** VS Code's four kinds of theme. */
export const themes = {
  dark: 'Default Dark Modern',
  light: 'Default Light Modern',
  'high-contrast-dark': 'Default High Contrast',
  'high-contrast-light': 'Default High Contrast Light',
} as const;
export type Theme = keyof typeof themes;

export interface Picture {
  /** The file name without its extension; pictures in several themes have the theme's name appended. */
  readonly name: string;
  /** The folder; docs/images by default. */
  readonly folder?: string;
  readonly themes: readonly Theme[];
  readonly width: number;
  readonly height: number;
  /** Pixels of the picture for each pixel of the window; 2 is sharp on every screen. */
  readonly scale: number;
  /** The number of colours it needs, if they are few. */
  readonly colours?: number;
  /** The whole window, or only the preview's page. */
  readonly part: 'window' | 'preview';
  /** The files in the folder that VS Code opens, by name. */
  readonly files: Readonly<Record<string, string>>;
  /** The files' last committed versions; if undefined, the folder is not a repository. */
  readonly committed?: Readonly<Record<string, string>>;
  /** For review only, not for the documentation: taken only with `--all` or by its name. */
  readonly onlyInAll?: boolean;
  /** Brings the window into the state to be shown. */
  readonly act: (window: VscodeWindow) => Promise<void>;
}

const dataCentre = `# The data centre; nothing else of 10/8 may leave by accident.

policy DataCentreThroughVPC

vpc    172.31.0.0/16
subnet 172.31.64.0/20, 172.31.80.0/20

route 10.0.0.0/8   unreachable  # fail closed
route 10.0.0.0/16  via vpc      # data centre
route 10.0.12.0/24 via vpc      # build servers
route 10.8.0.0/14  via vpc      # plants
route 10.9.7.0/24  unreachable  # closed plant
route 192.168.10.0/24 via vpc   # licence server

expect 10.0.12.7 via vpc
expect 10.9.7.5  unreachable
expect 8.8.8.8   via direct
`;

const table = `default via 172.16.32.1 dev eth0
unreachable 10.0.0.0/8
10.0.0.0/16 via 172.31.64.1 dev eth2
10.7.0.0/16 via 172.31.64.1 dev eth2
172.17.0.0/16 dev docker0 proto kernel scope link src 172.17.0.1
172.31.0.0/16 via 172.31.64.1 dev eth2
172.31.64.0/20 dev eth2 proto kernel scope link src 172.31.70.9
a line that is no route
`;

const files = { 'data-centre.nbroute': dataCentre };

/** Opens the policy on the left and its preview on the right. */
async function sideBySide({ open, run, frame }: VscodeWindow): Promise<Frame> {
  await open('data-centre.nbroute');
  await run('nbroute: Preview Route Table');
  const preview = await frame('.routes .row.added');
  await preview.locator('h1', { hasText: 'DataCentreThroughVPC' }).waitFor();
  return preview;
}

/** Waits for the lenses above the policy's first line, which move it down when they appear. */
const lenses = (page: Page): Promise<void> =>
  page.locator('.codelens-decoration', { hasText: 'Preview' }).first().waitFor();

/** A picture for a walkthrough step, in VS Code's two default themes, kept small because every user installs it. */
function step(
  name: string,
  policy: string,
  shape: Pick<Picture, 'width' | 'height' | 'part'>,
  act: (window: VscodeWindow) => Promise<void>,
): Picture {
  return {
    name,
    folder: 'images/walkthrough',
    themes: ['dark', 'light'],
    ...shape,
    scale: 1.5,
    colours: 16,
    files: { 'blog.nbroute': policy },
    act,
  };
}

const blog = `# Reach the data centre through the VPC;
# everything else keeps the direct path.

policy Route10CidrThroughVPC

vpc    172.31.0.0/16
subnet 172.31.64.0/20

route 10.0.0.0/16 via vpc      # on-premises

expect 10.0.12.7 via vpc
expect 8.8.8.8   via direct
`;

/** The data centre's network with this many routes of every kind. */
function manyRoutes(count: number): string {
  const actions = ['via vpc', 'unreachable', 'via vpc', 'via vpc', 'via direct'];
  const routes = Array.from(
    { length: count },
    (_, i) => `route 10.${i >> 6}.${(i * 4) & 255}.0/24 ${actions[i % actions.length]}  # site ${i}\n`,
  );
  return dataCentre.slice(0, dataCentre.indexOf('route')) + routes.join('');
}

const small = { width: 560, height: 330, part: 'window' } as const;
const preview = { width: 1060, height: 425, part: 'preview' } as const;

export const pictures: readonly Picture[] = [
  {
    // For the README: a policy's diagnostics and its effect at a glance.
    name: 'editor-and-preview',
    part: 'window',
    themes: ['dark'],
    files,
    width: 1440,
    height: 800,
    scale: 1.4,
    act: async (window) => {
      const { page } = window;
      await sideBySide(window);
      await page.locator('.view-line', { hasText: '10.0.0.0/16' }).click();
      await window.run('Go to Next Problem (Error, Warning, Info)');
      await page.locator('.zone-widget:visible', { hasText: 'redundant-route' }).waitFor();
      await lenses(page);
    },
  },
  {
    name: 'preview-diagram',
    part: 'preview',
    themes: ['light'],
    files,
    width: 1480,
    height: 990,
    scale: 2,
    act: async (window) => {
      const preview = await sideBySide(window);
      await preview.locator('#tab-diagram').click();
    },
  },
  {
    name: 'preview-map',
    part: 'preview',
    themes: ['dark'],
    files,
    width: 1480,
    height: 720,
    scale: 2,
    act: async (window) => {
      const preview = await sideBySide(window);
      await preview.locator('#tab-map').click();
      await preview.getByLabel('Block to show').fill('10.0.0.0/12');
      await preview.getByLabel('Block to show').press('Enter');
      await preview.getByLabel('Block to show').blur();
    },
  },
  {
    name: 'preview-probe',
    part: 'preview',
    themes: ['light'],
    files,
    width: 1480,
    height: 990,
    scale: 2,
    act: async (window) => {
      const preview = await sideBySide(window);
      await preview.locator('.probe input').fill('10.9.7.5');
    },
  },
  {
    name: 'preview-changes',
    part: 'preview',
    themes: ['high-contrast-dark'],
    files,
    width: 1480,
    height: 560,
    scale: 2,
    act: async (window) => {
      const preview = await sideBySide(window);
      await preview.locator('#tab-changes').click();
    },
  },
  {
    name: 'compare-revision',
    part: 'window',
    themes: ['dark'],
    onlyInAll: true,
    files,
    width: 1280,
    height: 760,
    scale: 1,
    committed: { 'data-centre.nbroute': dataCentre.replace('10.9.7.0/24 ', '10.9.6.0/23 ') },
    act: async (window) => {
      const { page, open, frame } = window;
      await open('data-centre.nbroute');
      // Git finds the repository in its own time.
      await again(page, async (timeout) => {
        await window.run('nbroute: Compare Routes With…');
        await page.locator('.quick-input-list-row', { hasText: 'The Last Commit' }).click({ timeout });
      });
      const preview = await frame('.changes .body > .row');
      await preview.locator('.changes .body > .row', { hasText: '10.9.6.0/24' }).click();
      await preview.locator('.changes .details').waitFor();
    },
  },
  {
    name: 'compare-dump',
    part: 'window',
    themes: ['light'],
    onlyInAll: true,
    width: 1280,
    height: 760,
    scale: 1,
    files: { ...files, 'table.txt': table },
    act: async (window) => {
      const { page, open, frame } = window;
      await open('table.txt');
      await open('data-centre.nbroute');
      await window.run('nbroute: Compare Routes With…');
      await page.locator('.quick-input-list-row', { hasText: 'table.txt' }).click();
      await frame('.changes .body > .row');
    },
  },
  {
    name: 'preview-subnet',
    part: 'preview',
    themes: ['dark'],
    onlyInAll: true,
    files,
    width: 1480,
    height: 800,
    scale: 1,
    act: async (window) => {
      const preview = await sideBySide(window);
      await preview.locator('.subnet select').selectOption('172.31.80.0/20');
      await preview.locator('.routes .body', { hasText: '172.31.80.1' }).waitFor();
    },
  },
  {
    name: 'preview-probe-prefix',
    part: 'preview',
    themes: ['light'],
    onlyInAll: true,
    files,
    width: 1480,
    height: 990,
    scale: 1,
    act: async (window) => {
      const preview = await sideBySide(window);
      await preview.locator('.probe input').fill('10.8.0.0/14');
    },
  },
  ...(
    [
      [3, 990],
      [300, 1900],
    ] as const
  ).map(([count, height]): Picture => ({
    name: `diagram-${count}`,
    part: 'preview',
    themes: ['light'],
    onlyInAll: true,
    width: 1480,
    height,
    scale: 1,
    files: { 'data-centre.nbroute': manyRoutes(count) },
    act: async (window) => {
      const preview = await sideBySide(window);
      await preview.locator('#tab-diagram').click();
    },
  })),
  {
    name: 'preview-errors',
    part: 'window',
    themes: ['dark'],
    onlyInAll: true,
    width: 1280,
    height: 760,
    scale: 1,
    files: { 'data-centre.nbroute': dataCentre.replace('10.9.7.0/24 ', '10.9.7.0/33 ') },
    act: async ({ open, run, frame }) => {
      await open('data-centre.nbroute');
      await run('nbroute: Preview Route Table');
      await frame('.routes .row.added');
    },
  },
  {
    name: 'map-ipv6',
    part: 'preview',
    themes: ['dark'],
    onlyInAll: true,
    width: 1480,
    height: 760,
    scale: 1,
    files: {
      'data-centre.nbroute': `policy DataCentreThroughVPC

vpc    172.31.0.0/16, 2600:1f14:abc::/56
subnet 172.31.64.0/20, 2600:1f14:abc:10::/64

route 10.0.0.0/16        via vpc  # data centre
route fd00:10::/32       via vpc  # data centre
route fd00:10:ff00::/40  unreachable  # closed plant
`,
    },
    act: async (window) => {
      const preview = await sideBySide(window);
      await preview.locator('#tab-map').click();
      await preview.getByText('IPv6', { exact: true }).click();
      await preview.locator('#panel-map', { hasText: 'fd00' }).waitFor();
    },
  },
  {
    name: 'new-policy',
    part: 'window',
    themes: ['dark'],
    onlyInAll: true,
    width: 1100,
    height: 520,
    scale: 1,
    files,
    act: async ({ page, run }) => {
      await run('nbroute: New Policy');
      await page.locator('.quick-input-widget').waitFor();
    },
  },
  {
    name: 'explorer-menu',
    part: 'window',
    themes: ['dark'],
    onlyInAll: true,
    files,
    width: 860,
    height: 700,
    scale: 1,
    act: async ({ page, run }) => {
      await run('View: Show Explorer');
      await again(page, async (timeout) => {
        const file = page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'data-centre' });
        await file.click({ button: 'right', timeout });
        await page.locator('.monaco-menu', { hasText: 'Preview Route Table' }).waitFor({ timeout });
      });
    },
  },
  step('write', blog.replace('10.0.0.0/16', '10.0.3.4/16'), small, async ({ page, open }) => {
    await open('blog.nbroute');
    await page.locator('.squiggly-error').waitFor();
    await lenses(page);
    const prefix = page.locator('.view-line span', { hasText: /^10\.0\.3\.4/ }).first();
    // The menu closes when anything else takes the focus, as a window does while it loads.
    await again(page, async (timeout) => {
      await prefix.click({ timeout });
      await page.keyboard.press('Control+.');
      await page.locator('.action-widget', { hasText: '10.0.0.0/16' }).waitFor({ timeout });
    });
  }),
  step('preview', blog, preview, async ({ page, open, run, frame }) => {
    await open('blog.nbroute');
    await run('nbroute: Preview Route Table');
    await lenses(page);
    await frame('.routes .row.added');
  }),
  step(
    'expect',
    blog.replace('8.8.8.8   via direct', '8.8.8.8   via vpc'),
    small,
    async ({ page, open, run, hide }) => {
      await open('blog.nbroute');
      await page.locator('.squiggly-error').waitFor();
      await run('Test: Run Tests in Current File');
      await page.locator('.part.panel .monaco-list-row', { hasText: '8.8.8.8' }).first().waitFor();
      await hide('panel', 'Toggle Panel Visibility');
      await page.locator('.test-error-content-widget').waitFor();
    },
  ),
  step('export', blog, { ...small, height: 220 }, async ({ page, open, run }) => {
    await open('blog.nbroute');
    await run('nbroute: Export Lifecycle Script');
    await page.waitForFunction(`document.activeElement.value?.endsWith('.sh')`);
    await page.keyboard.press('Enter');
    await page.locator('.tab', { hasText: 'blog.sh' }).waitFor();
    await page.locator('.view-line', { hasText: '#!/bin/bash' }).waitFor();
  }),
];
