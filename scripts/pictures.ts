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
  /** The file in docs/images, without its ending. */
  readonly name: string;
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

const dataCentre = `# Reach the data centre; nothing else of 10/8 may leave by accident.

policy DataCentreThroughVPC

vpc    172.31.0.0/16
subnet 172.31.64.0/20, 172.31.80.0/20

route 10.0.0.0/8   unreachable  # fail closed
route 10.0.0.0/16  via vpc      # data centre
route 10.0.12.0/24 via vpc      # build servers
route 10.8.0.0/14  via vpc      # plants in Europe
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

export const pictures: readonly Picture[] = [
  {
    // For the README: what is wrong with a policy, and what it does, at once.
    ...{ name: 'editor-and-preview', part: 'window', theme: 'dark', files },
    ...{ width: 1480, height: 820, scale: 1.4 },
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
    ...{ width: 1480, height: 1080, scale: 2 },
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
    ...{ width: 1480, height: 860, scale: 2 },
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
];
