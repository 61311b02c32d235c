// A filter while it is being written: what stands in the fields, and the filter that it makes.
import type { Column } from "../columns";
import { isRecord } from "../given";
import type { Filter } from "./filters";
import { type Entry, findOperator, type Operator, operatorGroups, operatorOf } from "./operators";

export interface Draft {
  column?: Column;
  operator?: Operator;
  /** A text, number, time or id; the first one of a range. */
  first: string;
  /** The last one of a range. */
  last: string;
  /** Of versions. */
  chosen: string[];
}

export const NEW_DRAFT: Draft = { first: "", last: "", chosen: [] };

const two = (value: number): string => String(value).padStart(2, "0");

/** A time as a field for it takes it, on the clock of whoever looks: "2026-01-31T09:30". */
export function fieldTime(iso: unknown): string {
  const time = new Date(typeof iso === "string" ? iso : Number.NaN);
  if (Number.isNaN(time.getTime())) return "";
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${day}T${two(time.getHours())}:${two(time.getMinutes())}`;
}

const plain = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";

function fieldsOf(entry: Entry, value: unknown): Omit<Draft, "column" | "operator"> {
  const range = isRecord(value) ? value : {};
  const list = Array.isArray(value) ? value.map(plain) : [plain(value)].filter((one) => one !== "");
  switch (entry) {
    case "range":
      return { ...NEW_DRAFT, first: plain(range.min), last: plain(range.max) };
    case "time":
      return { ...NEW_DRAFT, first: fieldTime(value) };
    case "times":
      return { ...NEW_DRAFT, first: fieldTime(range.min), last: fieldTime(range.max) };
    case "lines":
      return { ...NEW_DRAFT, first: list.join("\n") };
    case "numbers":
    case "ids":
      return { ...NEW_DRAFT, first: list.join(", ") };
    case "version":
      return { ...NEW_DRAFT, chosen: list };
    default:
      return { ...NEW_DRAFT, first: plain(value) };
  }
}

/** What to show for a filter that is changed. */
export function draftOf(column: Column | undefined, filter: Filter): Draft {
  const operator = column && operatorOf(column, filter);
  return { ...(operator ? fieldsOf(operator.entry, filter.value) : NEW_DRAFT), column, operator };
}

/** With another column: its first operator, and no value. */
export function withColumn(column: Column | undefined): Draft {
  const operator = column && operatorGroups(column)[0]?.operators[0];
  return { ...NEW_DRAFT, column, operator, first: operator?.entry === "truth" ? "true" : "" };
}

/** With another operator; what was entered stays if it is entered the same way. */
export function withOperator(draft: Draft, id: string): Draft {
  const operator = draft.column && findOperator(draft.column, id);
  if (operator?.entry === draft.operator?.entry) return { ...draft, operator };
  return { ...NEW_DRAFT, column: draft.column, operator };
}

class Fault {
  constructor(readonly words: string) {}
}

function numberOf(text: string, words: string): number | Fault {
  const value = Number(text.trim());
  return text.trim() === "" || !Number.isFinite(value) ? new Fault(words) : value;
}

function timeOf(text: string, words: string): string | Fault {
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? new Fault(words) : time.toISOString();
}

function rangeOf<T>(min: T | Fault, max: T | Fault): { min: T; max: T } | Fault {
  if (min instanceof Fault) return min;
  if (max instanceof Fault) return max;
  return min > max ? new Fault("The first is behind the last: exchange them.") : { min, max };
}

function numbersOf(text: string): number[] | Fault {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== "");
  const numbers = parts.map(Number);
  if (numbers.length === 0) return new Fault("Enter numbers, as in 1, 2, 5.");
  const wrong = parts.find((_, place) => !Number.isFinite(numbers[place]));
  return wrong === undefined ? numbers : new Fault(`“${wrong}” is no number. Enter numbers, as in 1, 2, 5.`);
}

function linesOf(text: string): string[] | Fault {
  const lines = text.split("\n").filter((line) => line !== "");
  return lines.length === 0 ? new Fault("Enter texts, one a line.") : lines;
}

function enteredValue({ first, last, chosen, operator }: Draft): unknown {
  switch (operator?.entry) {
    case "none":
      return operator.value;
    case "text":
      return first === "" ? new Fault("Enter a text.") : first;
    case "lines":
      return linesOf(first);
    case "number":
      return numberOf(first, "Enter a number.");
    case "numbers":
      return numbersOf(first);
    case "ids": {
      const ids = numbersOf(first);
      return ids instanceof Fault ? ids : ids.join(", ");
    }
    case "range":
      return rangeOf(numberOf(first, "Enter the first number."), numberOf(last, "Enter the last number."));
    case "time":
      return timeOf(first, "Enter a date and a time.");
    case "times":
      return rangeOf(timeOf(first, "Enter the first time."), timeOf(last, "Enter the last time."));
    case "truth":
      return first === "true";
    case "person":
      return first === "" ? new Fault("Choose somebody.") : Number(first);
    case "version":
      return chosen.length === 0 ? new Fault("Choose a model version.") : chosen;
    default:
      return new Fault("Choose how to compare.");
  }
}

/** The filter that the fields make, or what is missing. `before`: the one that is changed. */
export function filterOf(draft: Draft, before?: Filter): { filter: Filter } | { fault: string } {
  const { column, operator } = draft;
  if (column === undefined) return { fault: "Choose a column." };
  const value = enteredValue(draft);
  if (value instanceof Fault) return { fault: value.words };
  if (operator === undefined) return { fault: "Choose how to compare." };
  const child = before?.column === column.id ? before.child : undefined;
  return {
    filter: {
      column: column.id,
      operator: operator.operator,
      type: operator.type ?? column.type,
      value,
      ...(child && { child }),
    },
  };
}
