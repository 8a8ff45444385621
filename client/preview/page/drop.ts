import type { PageMessage } from '../messages';

/** Larger files are not read to the end; the host reports them. */
const mostBytes = 64 * 1024 * 1024;

/** The data types that VS Code's explorer and other programs use for dragged files. */
const uriTypes = ['application/vnd.code.uri-list', 'text/uri-list'];

/** Compares with a file that is dropped anywhere on the page. */
export function listenForDrops(on: HTMLElement, dropped: (message: PageMessage) => void): void {
  const over = (event: DragEvent): void => {
    if (![...(event.dataTransfer?.types ?? [])].some((type) => type === 'Files' || uriTypes.includes(type)))
      return;
    // Otherwise VS Code would open the file in place of the preview.
    event.preventDefault();
    on.classList.add('dropping');
  };
  on.addEventListener('dragenter', over);
  on.addEventListener('dragover', over);
  on.addEventListener('dragleave', ({ relatedTarget }) => {
    if (relatedTarget === null) on.classList.remove('dropping');
  });
  on.addEventListener('drop', (event) => {
    on.classList.remove('dropping');
    const data = event.dataTransfer;
    if (!data) return;
    event.preventDefault();
    const [uri] = uriTypes
      .map((type) => data.getData(type).split(/\r?\n/)[0] ?? '')
      .filter((each) => each !== '');
    const file = data.files.item(0);
    if (uri !== undefined) dropped({ kind: 'droppedFile', uri });
    else if (file)
      void file
        .slice(0, mostBytes + 1)
        .text()
        .then((text) => dropped({ kind: 'dropped', name: file.name, text }));
  });
}
