// A filter as people say it: "Annotations ≥ 2".
import { count } from "@/ui/format";
import { personName } from "@/ui/person";
import { type Column, dataColumn, dataKeyOf } from "../columns";
import { isRecord } from "../given";
import type { People } from "../people";
import type { Filter } from "./filters";
import { type Entry, operatorOf } from "./operators";

/** The column of a filter; also a key of the data that the first tasks lack, or a deeper one. */
export function columnOf(columns: readonly Column[], id: string): Column | undefined {
  const key = dataKeyOf(id);
  return columns.find((column) => column.id === id) ?? (key === undefined ? undefined : dataColumn(key));
}

const LONGEST = 60;
const short = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);

function timeWords(value: unknown): string {
  const time = new Date(typeof value === "string" ? value : Number.NaN);
  return Number.isNaN(time.getTime())
    ? rawWords(value)
    : time.toLocaleString(undefined, {
        dateStyle: "medium",
        // A day from its beginning needs no clock.
        timeStyle: time.getHours() + time.getMinutes() === 0 ? undefined : "short",
      });
}

const numberWords = (value: unknown): string => (typeof value === "number" ? count(value) : rawWords(value));

function rawWords(value: unknown): string {
  if (Array.isArray(value)) return short(value.map(rawWords).join(", "));
  return short(typeof value === "string" ? value : (JSON.stringify(value) ?? ""));
}

function personWords(id: number, people: People): string {
  const person = people.get(id);
  return person ? personName(person) : `Account ${id}`;
}

function valueWords(entry: Entry | undefined, value: unknown, people: People): string {
  const range = isRecord(value) ? value : {};
  switch (entry) {
    case "none":
      return "";
    case "number":
      return numberWords(value);
    case "range":
      return `${numberWords(range.min)} and ${numberWords(range.max)}`;
    case "time":
      return timeWords(value);
    case "times":
      return `${timeWords(range.min)} and ${timeWords(range.max)}`;
    case "truth":
      return String(value) === "true" ? "there" : "not there";
    case "person":
      return personWords(Number(value), people);
    default:
      return rawWords(value);
  }
}

export function filterWords(filter: Filter, columns: readonly Column[], people: People): string {
  const column = columnOf(columns, filter.column);
  const operator = column && operatorOf(column, filter);
  const said = [
    column?.title ?? filter.column,
    operator?.sign ?? filter.operator.replaceAll("_", " "),
    valueWords(operator?.entry, filter.value, people),
  ];
  const words = said.filter((part) => part !== "").join(" ");
  return filter.child ? `${words}, ${filterWords(filter.child, columns, people)}` : words;
}
