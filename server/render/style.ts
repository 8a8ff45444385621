/** The style of pictures; their colours are custom properties that the caller sets. */
export const pictureStyle = `.nb { font-family: var(--nb-font); font-size: 12.5px; fill: var(--nb-ink); }
.nb-prefix, .nb-tiny { font-family: var(--nb-mono); }
.nb-prefix { font-size: 12px; }
.nb-tiny { font-size: 11px; fill: var(--nb-muted); }
.nb-small { font-size: 12px; fill: var(--nb-muted); }
.nb-strong { font-weight: 600; font-size: 13.5px; }
.nb-id { font-family: var(--nb-mono); font-size: 12.5px; }
.nb-label { font-weight: 600; }
.nb-added > .nb-prefix, .nb-mark { font-weight: 700; }
.nb-added > .nb-mark { fill: var(--nb-added); }
.nb-rejected > .nb-mark { fill: var(--nb-rejected); }
.nb-zone { fill: none; stroke: var(--nb-line); stroke-dasharray: 5 4; }
.nb-box { fill: var(--nb-box); stroke: var(--nb-line); }
.nb-end { fill: var(--nb-box); stroke: var(--nb-action); stroke-width: 1.5; }
.nb-port { fill: var(--nb-paper); stroke: var(--nb-action); stroke-width: 1.5; }
.nb-path { fill: none; stroke: var(--nb-action); stroke-width: 2; }
.nb-rail { fill: none; stroke: var(--nb-line); stroke-width: 2; }
.nb-head { fill: var(--nb-action); }
.nb-path.nb-vpc { stroke-width: 3; }
.nb-path.nb-rejected, .nb-path.nb-dead-end { stroke-dasharray: 4 4; }
.nb-end.nb-dead-end, .nb-end.nb-unknown { stroke-dasharray: 6 3; }
.nb-path.nb-unknown { stroke-dasharray: 8 4; }
.nb-path.nb-docker, .nb-path.nb-service { stroke-dasharray: 1.5 4; stroke-linecap: round; }
.nb-direct { --nb-action: var(--nb-direct); }
.nb-vpc { --nb-action: var(--nb-vpc); }
.nb-docker { --nb-action: var(--nb-docker); }
.nb-service { --nb-action: var(--nb-service); }
.nb-rejected, .nb-dead-end { --nb-action: var(--nb-rejected); }
.nb-local, .nb-unknown, .nb-none, .nb-mixed { --nb-action: var(--nb-muted); }
.nb-ground { fill: var(--nb-action); fill-opacity: 0.32; }
.nb-none > .nb-ground { fill-opacity: 0; }
.nb-vpc > .nb-ground, .nb-rejected > .nb-ground, .nb-dead-end > .nb-ground { fill-opacity: 0.5; }
.nb-hatch { fill: none; stroke: var(--nb-ink); stroke-width: 1.2; stroke-opacity: 0.75; }
.nb-dot { fill: var(--nb-ink); fill-opacity: 0.75; }
.nb-cell { stroke: var(--nb-paper); stroke-width: 0.5; }
.nb-frame, .nb-window { fill: none; stroke: var(--nb-line); }
.nb-window { stroke: var(--nb-ink); stroke-width: 2; }
.nb-funnel { fill: var(--nb-ink); fill-opacity: 0.08; stroke: var(--nb-line); stroke-width: 0.5; }
.nb-tick, .nb-pointer { stroke: var(--nb-muted); }
`;

/** Colours of a standalone picture, which follows the reader's light or dark theme. */
export const standAloneColours = `.nb {
  --nb-font: system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  --nb-mono: ui-monospace, "SFMono-Regular", Menlo, Consolas, "DejaVu Sans Mono", monospace;
  --nb-ink: #1f2328; --nb-muted: #59636e; --nb-paper: #ffffff; --nb-box: #f6f8fa; --nb-line: #8c959f;
  --nb-direct: #0969da; --nb-vpc: #1a7f37; --nb-docker: #8250df; --nb-service: #9a6700; --nb-rejected: #cf222e;
  --nb-added: #1a7f37;
}
@media (prefers-color-scheme: dark) {
  .nb {
    --nb-ink: #e6edf3; --nb-muted: #9198a1; --nb-paper: #0d1117; --nb-box: #161b22; --nb-line: #6e7681;
    --nb-direct: #58a6ff; --nb-vpc: #3fb950; --nb-docker: #bc8cff; --nb-service: #d29922; --nb-rejected: #ff7b72;
    --nb-added: #3fb950;
  }
}
svg.nb { background: var(--nb-paper); }
`;
