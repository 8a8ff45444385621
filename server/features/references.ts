import type { Model } from '../model/model';
import { listPlaces, type ListName, type NameLocation } from './lib/list-name';

/** Where policies name a list; its definition only when asked for. `models` are all that may know it. */
export function references(
  models: readonly Model[],
  list: ListName,
  withDefinition: boolean,
): NameLocation[] {
  return listPlaces(models, list).filter(({ definition }) => withDefinition || !definition);
}
