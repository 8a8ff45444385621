import type { Model } from '../model/model';
import { nameReferences, type ListName, type NameLocation } from './lib/list-name';

/** The locations that name a list, with its definition only if requested. `models` are all policies that may use it. */
export function references(
  models: readonly Model[],
  list: ListName,
  withDefinition: boolean,
): NameLocation[] {
  return nameReferences(models, list).filter(({ definition }) => withDefinition || !definition);
}
