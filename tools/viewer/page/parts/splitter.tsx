import { useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';

export interface SplitterProps {
  /** The style property of the parent that holds the panel's size, such as `--right`. */
  readonly property: string;
  /** What is resized: the panel before the bar or the one behind it. */
  readonly resizes: 'before' | 'behind';
  /** Which way the bar moves. */
  readonly moves: 'sideways' | 'up and down';
  readonly label: string;
}

const leastPx = 90;
const stepPx = 24;

/** A bar between two panels: drag it, or move it with the arrow keys; a double click sets it back. */
export function Splitter({ property, resizes, moves, label }: SplitterProps) {
  const bar = useRef<HTMLDivElement>(null);
  const drag = useRef<{ at: number; size: number } | undefined>(undefined);
  const size = useSignal<number | undefined>(undefined);
  const isSideways = moves === 'sideways';
  const sign = resizes === 'before' ? 1 : -1;

  const measure = (): number => {
    const panel =
      resizes === 'before' ? bar.current?.previousElementSibling : bar.current?.nextElementSibling;
    const box = panel?.getBoundingClientRect();
    return (isSideways ? box?.width : box?.height) ?? 0;
  };
  const resize = (wanted: number | undefined): void => {
    const parent = bar.current?.parentElement;
    if (!parent) return;
    if (wanted === undefined) {
      size.value = undefined;
      parent.style.removeProperty(property);
      return;
    }
    const room = (isSideways ? parent.clientWidth : parent.clientHeight) - 2 * leastPx;
    size.value = Math.round(Math.max(leastPx, Math.min(room, wanted)));
    parent.style.setProperty(property, `${size.value}px`);
  };
  const at = (event: PointerEvent): number => (isSideways ? event.clientX : event.clientY);
  const onKeyDown = (event: KeyboardEvent): void => {
    const [less, more] = isSideways ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
    if (event.key === 'Home') resize(undefined);
    else if (event.key === less) resize(measure() - sign * stepPx);
    else if (event.key === more) resize(measure() + sign * stepPx);
    else return;
    event.preventDefault();
  };
  return (
    <div
      ref={bar}
      class={isSideways ? 'splitter sideways' : 'splitter'}
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={isSideways ? 'vertical' : 'horizontal'}
      aria-valuemin={leastPx}
      aria-valuenow={size.value ?? leastPx}
      aria-valuetext={size.value === undefined ? 'as laid out' : `${size.value} pixels`}
      title={`${label}: drag, or use the arrow keys; a double click sets it back`}
      onKeyDown={onKeyDown}
      onDblClick={() => {
        resize(undefined);
      }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        drag.current = { at: at(event), size: measure() };
      }}
      onPointerMove={(event) => {
        if (drag.current === undefined) return;
        resize(drag.current.size + sign * (at(event) - drag.current.at));
      }}
      onPointerUp={() => {
        drag.current = undefined;
      }}
    />
  );
}
