// What the documentation's pictures show. A new picture is a new entry; `npm run screenshots` makes them all.
import type { Frame, Page } from 'playwright-core';

/** VS Code's four kinds of theme. */
export const themes = {
  dark: 'Default Dark Modern',
  light: 'Default Light Modern',
  'high-contrast-dark': 'Default High Contrast',
  'high-contrast-light': 'Default High Contrast Light',
} as const;
export type Theme = keyof typeof themes;

/** A window of VS Code with the packaged extension installed, used as a person does. */
export interface VscodeWindow {
  readonly page: Page;
  /** Opens a file of the folder in the editor that has the focus. */
  readonly open: (file: string) => Promise<void>;
  /** Runs a command by its title, from the Command Palette. */
  readonly run: (title: string) => Promise<void>;
  /** The frame, a webview's too, that shows something for a selector; waited for. */
  readonly frame: (selector: string) => Promise<Frame>;
}

export interface Picture {
  /** The file, without its ending. */
  readonly name: string;
  /** Where it goes; left out: docs/images. */
  readonly folder?: string;
  readonly theme: Theme;
  readonly width: number;
  readonly height: number;
  /** How many pixels a pixel of the window has; 2 is sharp on every screen. */
  readonly scale: number;
  /** The whole window, or only what the preview's page shows. */
  readonly part: 'window' | 'preview';
  /** The files of the folder that VS Code opens, by name. */
  readonly files: Readonly<Record<string, string>>;
  /** Brings the window to what is to be shown. */
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
route 10.9.7.0/24  unreachable  # plant to be closed
route 192.168.10.0/24 via vpc   # licence server

expect 10.0.12.7 via vpc
expect 10.9.7.5  unreachable
expect 8.8.8.8   via direct
`;

const files = { 'data-centre.nbroute': dataCentre };

/** The policy on the left, its preview on the right. */
async function sideBySide({ open, run, frame }: VscodeWindow): Promise<Frame> {
  await open('data-centre.nbroute');
  await run('nbroute: Preview Route Table');
  const preview = await frame('.routes .row.added');
  await preview.locator('h1', { hasText: 'DataCentreThroughVPC' }).waitFor();
  return preview;
}

/** What the walkthrough shows beside a step, in VS Code's two usual themes. */
function step(name: string, policy: string, act: (window: VscodeWindow) => Promise<void>): Picture[] {
  return (['dark', 'light'] as const).map((theme) => ({
    ...{ name: `${name}-${theme}`, folder: 'images/walkthrough', theme, part: 'window' },
    ...{ width: 860, height: 540, scale: 1.5, files: { 'blog.nbroute': policy }, act },
  }));
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

export const pictures: readonly Picture[] = [
  {
    // For the README: what is wrong with a policy, and what it does, at once.
    ...{ name: 'editor-and-preview', part: 'window', theme: 'dark', files },
    ...{ width: 1480, height: 800, scale: 1.4 },
    act: async (window) => {
      const { page } = window;
      await sideBySide(window);
      await page.locator('.view-line', { hasText: '10.0.0.0/16' }).click();
      await window.run('Go to Next Problem (Error, Warning, Info)');
      await page.locator('.zone-widget:visible', { hasText: 'redundant-route' }).waitFor();
    },
  },
  {
    ...{ name: 'preview-diagram', part: 'preview', theme: 'light', files },
    ...{ width: 1480, height: 990, scale: 2 },
    act: async (window) => {
      const preview = await sideBySide(window);
      await preview.locator('#tab-diagram').click();
    },
  },
  {
    ...{ name: 'preview-map', part: 'preview', theme: 'dark', files },
    ...{ width: 1480, height: 720, scale: 2 },
    act: async (window) => {
      const preview = await sideBySide(window);
      await preview.locator('#tab-map').click();
      await preview.getByLabel('Block to show').fill('10.0.0.0/12');
      await preview.getByLabel('Block to show').press('Enter');
      await preview.getByLabel('Block to show').blur();
    },
  },
  {
    ...{ name: 'preview-probe', part: 'preview', theme: 'light', files },
    ...{ width: 1480, height: 990, scale: 2 },
    act: async (window) => {
      const preview = await sideBySide(window);
      await preview.locator('.probe input').fill('10.9.7.5');
    },
  },
  {
    ...{ name: 'preview-changes', part: 'preview', theme: 'high-contrast-dark', files },
    ...{ width: 1480, height: 560, scale: 2 },
    act: async (window) => {
      const preview = await sideBySide(window);
      await preview.locator('#tab-changes').click();
    },
  },
  ...step('write', blog.replace('10.0.0.0/16', '10.0.3.4/16'), async ({ page, open }) => {
    await open('blog.nbroute');
    await page.locator('.squiggly-error').waitFor();
    await page
      .locator('.view-line span', { hasText: /^10\.0\.3\.4/ })
      .first()
      .click();
    await page.keyboard.press('Control+.');
    await page.locator('.action-widget', { hasText: '10.0.0.0/16' }).waitFor();
  }),
  ...step('preview', blog, async ({ page, open, run, frame }) => {
    await open('blog.nbroute');
    await run('nbroute: Preview Route Table');
    await page.locator('.codelens-decoration', { hasText: 'Holds' }).first().waitFor();
    await frame('.routes .row.added');
  }),
  ...step(
    'expect',
    blog.replace('8.8.8.8   via direct', '8.8.8.8   via vpc'),
    async ({ page, open, run }) => {
      await open('blog.nbroute');
      await page.locator('.squiggly-error').waitFor();
      await run('Test: Run Tests in Current File');
      await page.locator('.test-error-content-widget').waitFor();
      await run('View: Toggle Panel Visibility');
      await run('Testing: Focus on Test Explorer View');
      const policy = page.locator('.test-explorer .monaco-list-row', { hasText: 'blog.nbroute' });
      await policy.click();
      await policy.press('ArrowRight');
      await page.locator('.test-explorer .monaco-list-row', { hasText: '8.8.8.8' }).waitFor();
    },
  ),
  ...step('export', blog, async ({ page, open }) => {
    await open('blog.nbroute');
    // Not by `run`: where to write to is asked for in the same place, at once.
    await page.keyboard.press('F1');
    await page.locator('.quick-input-widget input[type=text]').fill('>nbroute: Export Lifecycle Script');
    await page
      .locator('.quick-input-list .monaco-list-row', { hasText: 'Export Lifecycle Script' })
      .first()
      .click();
    await page.waitForFunction(`document.activeElement.value?.endsWith('.sh')`);
    await page.keyboard.press('Enter');
    await page.locator('.tab', { hasText: 'blog.sh' }).waitFor();
    await page.locator('.view-line', { hasText: '#!/bin/bash' }).waitFor();
  }),
];
