import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import { locale } from "../../../../shared/web/words/spoken.js";

interface Props {
  /** One a bar, left to right. */
  readonly labels: readonly string[];
  readonly values: readonly number[];
  /** Name of a colour of the page, such as `--accent`. */
  readonly colour: string;
}

const height = 220;

/** Bars on a canvas. Nothing of it is read aloud: the table beside it says the same. */
export function BarChart(props: Props): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => (box.current ? drawn(box.current, props) : undefined), [props.labels, props.values]);
  return <div class="chart" ref={box} aria-hidden="true" />;
}

/** Draws into `box`, anew when it changes its width or the page its colours; returns what takes it away again. */
function drawn(box: HTMLElement, props: Props): () => void {
  const data: uPlot.AlignedData = [props.labels.map((_, place) => place), [...props.values]];
  const plot = new uPlot(optionsOf(box.clientWidth, props), data, box);
  const width = new ResizeObserver(() => plot.setSize({ width: box.clientWidth, height }));
  const theme = new MutationObserver(() => plot.redraw());
  width.observe(box);
  theme.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  return () => {
    width.disconnect();
    theme.disconnect();
    plot.destroy();
  };
}

const colourOf = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name);

/** Longer words stand in two lines: in one they would reach into those of the next bar. */
const longest = 11;

function inLines(label: string): string {
  const middle = (label.length - 1) / 2;
  const cuts = [...label.matchAll(/ /g)].map(({ index }) => index);
  const [cut] = cuts.sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle));
  return label.length <= longest || cut === undefined
    ? label
    : `${label.slice(0, cut)}\n${label.slice(cut + 1)}`;
}

function optionsOf(width: number, { labels, colour }: Props): uPlot.Options {
  const axis = {
    font: "14px sans-serif",
    stroke: () => colourOf("--ink"),
    grid: { stroke: () => colourOf("--line"), width: 1 },
    ticks: { stroke: () => colourOf("--line"), width: 1 },
  };
  const whole = (_plot: uPlot, splits: number[]): (string | null)[] =>
    splits.map((value) => (Number.isInteger(value) ? value.toLocaleString(locale()) : null));
  const bars = uPlot.paths.bars?.({ size: [0.7, 80] });
  return {
    ...{ width, height },
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: [-0.5, Math.max(1, labels.length) - 0.5] },
      y: { range: (_plot, _low, high) => [0, Math.max(1, high * 1.1)] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        space: 80,
        incrs: [1, 2, 3, 6, 7, 12, 14, 30],
        size: 60,
        values: (_plot, splits) => splits.map((place) => inLines(labels[place] ?? "")),
      },
      { ...axis, size: 70, values: whole },
    ],
    series: [
      {},
      {
        fill: () => colourOf(colour),
        stroke: () => colourOf(colour),
        ...(bars ? { paths: bars } : {}),
        points: { show: false },
      },
    ],
  };
}
