"""How the widgets look: one style sheet, in colours that everybody can tell apart; it adds nothing to what the page says."""

from __future__ import annotations

import ipywidgets

from workbench import page

_CSS = """
.wbw-app.jupyter-widgets {max-width: 1120px; padding: 0 4px 24px 0; overflow: visible;}
.wbw-app, .wbw-app .widget-label, .wbw-app button, .wbw-app input, .wbw-app select, .wbw-app textarea {font-size: 14px;}
.wbw-app .jupyter-widgets {--jp-widgets-font-size: 14px; --jp-widgets-inline-height: 32px; --jp-widgets-inline-label-width: auto;}
.wbw-app input::placeholder, .wbw-app textarea::placeholder {color: #6b7785; opacity: 1;}
.wbw-app .jupyter-button {width: auto; padding: 0 16px; overflow: visible;}
.wbw-app .jupyter-button.mod-primary {background-color: #0173b2; color: #fff;}
.wbw-app .jupyter-button:disabled {opacity: .45; cursor: default;}
.wbw-app :focus-visible {outline: 2px solid #0173b2 !important; outline-offset: 1px;}
.wbw-above.jupyter-widgets {flex-direction: column; align-items: stretch; height: auto; overflow: visible; width: auto; margin: 2px;}
.wbw-above.jupyter-widgets > label.widget-label {width: auto !important; max-width: none; text-align: left; height: auto; line-height: 1.4;
  padding: 0 0 2px 0; overflow: visible; text-overflow: clip; white-space: normal; font-weight: 600;}
.wbw-above.jupyter-widgets > input, .wbw-above.jupyter-widgets > select, .wbw-above.jupyter-widgets > textarea {width: 100%; flex: none;}
.wbw-above.jupyter-widgets > input, .wbw-above.jupyter-widgets > select {height: 32px;}
.wbw-unseen > label.widget-label {position: absolute; width: 1px !important; height: 1px !important; margin: -1px; padding: 0 !important;
  overflow: hidden !important; clip-path: inset(50%);}
.wbw-field {overflow: visible; margin: 0 12px 6px 0;}
.wbw-row {overflow: visible; flex-flow: row wrap; align-items: flex-start;}
.wbw-row.wbw-one-line {flex-flow: row nowrap;}
.wbw-controls {overflow: visible; flex-flow: row wrap; align-items: flex-end; padding: 6px 0; gap: 4px 10px;}
.wbw-app textarea {font-family: inherit; line-height: 1.4;}
.wbw-views.jupyter-widgets {margin: 8px 0; border-bottom: 1px solid #c5ccd3; overflow: visible; flex-wrap: wrap;}
.wbw-views .jupyter-button {background: none; box-shadow: none; margin: 0 4px 0 0; padding: 0 12px; border-bottom: 3px solid transparent;}
.wbw-views .jupyter-button.mod-active {border-bottom-color: #0173b2; font-weight: 650;}
.wbw-file.jupyter-button {font-size: 0;}
.wbw-file.jupyter-button i {font-size: 14px;}
.wbw-file.jupyter-button::after {content: "Choose a file …"; font-size: 14px; margin-left: 6px;}
.wbw-add.jupyter-button {align-self: flex-start; margin: 2px 2px 8px;}
.wbw-records > .wbw-row:not(.wbw-one-line) {border-left: 3px solid #c5ccd3; padding-left: 10px; margin-bottom: 8px;}
.wbw-hint, .wbw-hint.widget-label {font-size: 12.5px; color: #59646f; line-height: 1.35; height: auto; white-space: normal;}
.wbw-shown, .wbw-shown > .widget-html-content {width: 100%; overflow: visible; line-height: 1.45;}
.wbw-shown.jupyter-widgets {margin: 2px 0; overflow-x: auto;}
.wbw-problem, .wbw-error, .wbw-done, .wbw-busy, .wbw-stale {line-height: 1.45; overflow-wrap: anywhere;}
.wbw-problem {color: #a34700; font-size: 13px;}
.wbw-error, .wbw-done, .wbw-busy, .wbw-stale {padding: 8px 12px; margin: 4px 0; border-left: 4px solid #59646f;
  background: rgba(127, 140, 155, .12); max-width: 78ch;}
.wbw-error {border-color: #d55e00;}
.wbw-done {border-color: #029e73;}
.wbw-busy {border-color: #0173b2;}
.wbw-stale {border-color: #d55e00; border-left-style: dashed;}
.wbw-error ul {margin: 4px 0 0 0; padding-left: 20px;}
.wbw-busy::before {content: ""; display: inline-block; width: 10px; height: 10px; margin-right: 10px; border: 2px solid #0173b2;
  border-right-color: transparent; border-radius: 50%; animation: wbw-turn 1s linear infinite;}
@keyframes wbw-turn {to {transform: rotate(360deg);}}
@media (prefers-reduced-motion: reduce) {.wbw-busy::before {animation: none;}}
.wbw-old {opacity: .5;}
.wbw-shown .wb.wb {padding: 6px 2px 0; max-width: 1080px;}
.wbw-shown .wb.wb > :first-child {margin-top: 0;}
.wbw-shown .wb.wb > :last-child {margin-bottom: 4px;}
.wbw-title {font-size: 17px; font-weight: 650; margin: 18px 0 4px 0;}
.wbw-text {max-width: 78ch; margin: 0 0 4px 0;}
.wbw-report {white-space: pre-wrap; overflow-wrap: anywhere; font-family: inherit; font-size: 13.5px; margin: 4px 0; max-width: 100ch;}
"""


def stylesheet() -> ipywidgets.HTML:
    """The style sheet, the page's and this one, as a widget; put it first into an application.

    Returns
    -------
    ipywidgets.HTML
    """
    sheet = ipywidgets.HTML(f"<style>{page.css()}\n{_CSS}</style>")
    sheet.layout.display = "none"
    return sheet
