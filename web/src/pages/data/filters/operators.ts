// How each kind of column is asked, in the server's names and in words.
import type { Column, Kind } from "../columns";
import type { Filter } from "./filters";

/** How a value is entered. "none": the operator says it all. */
export type Entry =
  | "none"
  | "text"
  | "lines"
  | "number"
  | "numbers"
  | "range"
  | "time"
  | "times"
  | "truth"
  | "person"
  | "version"
  | "ids";

export interface Operator {
  /** Differs within a kind of column. */
  id: string;
  /** In a list to choose from. */
  words: string;
  /** In a chip, between the column's title and the value. */
  sign: string;
  /** The server's. */
  operator: string;
  entry: Entry;
  /** Of "none". */
  value?: boolean;
  /** What the value is to the server; absent: what the column is. */
  type?: string;
}

const one = (operator: string, words: string, sign: string, entry: Entry): Operator => ({
  id: operator,
  operator,
  words,
  sign,
  entry,
});

const empty = (nothing: string, something: string): Operator[] => [
  { ...one("empty", nothing, nothing, "none"), value: true },
  { ...one("empty", something, something, "none"), id: "filled", value: false },
];

const NUMBER = [
  one("equal", "= equals", "=", "number"),
  one("not_equal", "≠ differs from", "≠", "number"),
  one("greater_or_equal", "≥ at least", "≥", "number"),
  one("greater", "> more than", ">", "number"),
  one("less_or_equal", "≤ at most", "≤", "number"),
  one("less", "< less than", "<", "number"),
  one("in", "between", "between", "range"),
  one("not_in", "not between", "not between", "range"),
  one("in_list", "is one of", "is one of", "numbers"),
  one("not_in_list", "is none of", "is none of", "numbers"),
];
const TIME = [
  one("less", "before", "before", "time"),
  one("greater", "after", "after", "time"),
  one("in", "between", "between", "times"),
  one("not_in", "not between", "not between", "times"),
];
const PART = [
  one("contains", "contains", "contains", "text"),
  one("not_contains", "does not contain", "does not contain", "text"),
  one("regex", "matches the regular expression", "matches", "text"),
];
const TEXT = [
  ...PART,
  one("equal", "is", "is", "text"),
  one("not_equal", "is not", "is not", "text"),
  one("in_list", "is one of", "is one of", "lines"),
  one("not_in_list", "is none of", "is none of", "lines"),
];
const EMPTY = empty("is empty", "is not empty");

const typed = (operators: readonly Operator[], type: string): Operator[] =>
  operators.map((operator) => ({ ...operator, id: `${type} ${operator.id}`, type }));

export interface OperatorGroup {
  /** "" where there is only one. */
  title: string;
  operators: Operator[];
}

const OPERATORS: Record<Kind, OperatorGroup[]> = {
  number: [{ title: "", operators: [...NUMBER, ...EMPTY] }],
  time: [{ title: "", operators: [...TIME, ...EMPTY] }],
  text: [{ title: "", operators: [...TEXT, ...EMPTY] }],
  // Data is what people put there: they say what to take it for.
  data: [
    { title: "As text", operators: [...typed(TEXT, "String"), ...typed(EMPTY, "String")] },
    { title: "As a number", operators: typed(NUMBER, "Number") },
    { title: "As a time", operators: typed(TIME, "Datetime") },
  ],
  person: [
    {
      title: "",
      operators: [
        one("contains", "is", "is", "person"),
        one("not_contains", "is not", "is not", "person"),
        ...empty("is nobody", "is somebody"),
      ],
    },
  ],
  version: [
    {
      title: "",
      operators: [
        one("contains", "contains one of", "contains", "version"),
        one("not_contains", "contains none of", "does not contain", "version"),
        ...EMPTY,
      ],
    },
  ],
  truth: [{ title: "", operators: [one("equal", "is", "is", "truth")] }],
  ids: [
    {
      title: "",
      operators: [
        one("contains", "contains one of", "contains", "ids"),
        one("not_contains", "contains none of", "does not contain", "ids"),
        ...EMPTY,
      ],
    },
  ],
};

export const operatorGroups = ({ kind }: Column): OperatorGroup[] => (kind ? OPERATORS[kind] : []);

const operatorsOf = (column: Column): Operator[] =>
  operatorGroups(column).flatMap((group) => group.operators);

export const findOperator = (column: Column, id: string): Operator | undefined =>
  operatorsOf(column).find((operator) => operator.id === id);

/** The operator that a filter was made with; undefined for what is not offered here. */
export function operatorOf(column: Column, { operator, type, value }: Filter): Operator | undefined {
  const same = operatorsOf(column).filter(
    (known) =>
      known.operator === operator &&
      (known.entry !== "none" || String(known.value) === String(value).toLowerCase()),
  );
  // "Unknown" and the kinds of media are texts.
  return same.find((known) => known.type === undefined || known.type === type) ?? same[0];
}
