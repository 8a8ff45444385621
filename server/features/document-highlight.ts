import type { Model } from '../model/model';
import type { Span } from '../syntax/ast';
import { listNameAt, namesIn } from './lib/list-name';

export interface Highlight extends Span {
  readonly kind: 'read' | 'write';
}

/** Where this file names the list at an offset; undefined elsewhere, so that the editor highlights equal words. */
export function documentHighlight(model: Model, offset: number): Highlight[] | undefined {
  const list = listNameAt(model, offset);
  return (
    list &&
    namesIn(model.unit.file, list.name).map(({ from, to, definition }) => ({
      from,
      to,
      kind: definition ? 'write' : 'read',
    }))
  );
}
