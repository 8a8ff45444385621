import { effectiveTable, systemTable, type Site } from '../model/effective';
import type { Model } from '../model/model';
import { csvTable } from './csv';
import { diagramFile, htmlFile, mapFile, type Pictured } from './html';
import { routerView } from './onward';
import { pictureNetwork, tableRows } from './rows';
import { ipRouteText, markdownTable, routeNText } from './table';
import type { TableFormat } from './table-formats';

/**
 * A notebook's table at a site in a format; `changes` marks the policy's routes in the text formats, the others always
 * do.
 */
export function renderedTable(model: Model, site: Site, format: TableFormat, changes: boolean): string {
  const routes = effectiveTable(model, site);
  switch (format) {
    case 'route-n':
      return routeNText(routes, changes);
    case 'ip-route':
      return ipRouteText(routes, changes);
    case 'markdown':
      return markdownTable(routes, changes);
    case 'csv':
      return csvTable(tableRows(model, routes));
    case 'svg':
      return diagramFile(pictured(model, site));
    case 'map':
      return mapFile(pictured(model, site));
    case 'html':
      return htmlFile(pictured(model, site));
  }
}

function pictured(model: Model, site: Site): Pictured {
  return {
    policy: model.name,
    network: pictureNetwork(model, site),
    rows: tableRows(model, effectiveTable(model, site)),
    system: tableRows(model, systemTable(model, site)),
    router: routerView(model, site),
  };
}
