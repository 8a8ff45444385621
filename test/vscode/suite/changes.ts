import assert from 'node:assert/strict';
import { onStage } from './vscode';

/** The lines of the view, once it compares with something whose name begins like this. */
export async function changesWith(test: Mocha.Context, name: string): Promise<string[]> {
  const shown = await onStage(
    test,
    async ({ frame }, name) => {
      const preview = await frame(`.changes .tools strong:text("${name}")`);
      await preview.locator('.changes .summary', { hasText: 'routed' }).waitFor();
      const lines = await preview
        .locator('.changes :is(.tools > span:first-child, .summary, .body > .row, .problems > li):visible')
        .evaluateAll((all) =>
          all.map((each) =>
            each.matches('.row')
              ? [...each.children].map((cell) => cell.textContent.trim()).join(' ')
              : each.textContent.trim(),
          ),
        );
      return lines;
    },
    name,
  );
  assert.ok(Array.isArray(shown));
  return shown.map(String);
}
