// The tags of the labeling editor with their attributes, as its documentation has them
// (https://labelstud.io/tags). In each line: name, name? (true or false), name=one|or|another.

const NAMED = "name toName required? requiredMessage";
const PER_REGION =
  "perRegion? perItem? whenTagName whenLabelValue whenChoiceValue visibleWhen=region-selected|no-region-selected|choice-selected|choice-unselected";
const LABELS = `${NAMED} choice=single|multiple maxUsages showInline? allowEmpty? value`;
const REGION = "opacity fillColor strokeColor strokeWidth snap=pixel|none smart? smartOnly?";
const SHAPE = `${REGION} canRotate?`;

/** Tags that show something of a task. */
const OBJECTS: Record<string, string> = {
  Audio:
    "name value speed? hotkey sync zoom? defaultspeed defaultzoom defaultvolume defaultscale volume? cursorwidth cursorcolor height waveheight splitchannels? player=html5|webaudio",
  AudioPlus: "name value",
  HyperText:
    "name value valueType=text|url inline? saveTextResult=yes|no encoding=none|base64|base64unicode selectionEnabled? clickableLinks? highlightColor showLabels? granularity=symbol|word|sentence|paragraph",
  Image:
    "name value valueList smoothing? width maxWidth zoom? negativeZoom? zoomBy grid? gridSize gridColor zoomControl? brightnessControl? contrastControl? rotateControl? crosshair? horizontalAlignment=left|center|right verticalAlignment=top|center|bottom defaultZoom=auto|original|fit crossOrigin=none|anonymous|use-credentials",
  List: "name value title",
  Paragraphs:
    "name value valueType=json|url audioUrl sync showPlayer? saveTextResult=none|yes|no layout=none|dialogue nameKey textKey contextScroll? granularity=symbol|word|sentence|paragraph",
  Table: "name value",
  Text: "name value valueType=text|url saveTextResult=yes|no encoding=none|base64|base64unicode selectionEnabled? highlightColor showLabels? granularity=symbol|word|sentence|paragraph",
  TimeSeries:
    "name value valueType=url|json timeColumn timeFormat timeDisplayFormat durationDisplayFormat sep overviewChannels overviewWidth fixedScale?",
  Video: "name value frameRate sync muted? height timelineHeight",
};

/** Tags that put a result on what an object tag shows. */
const CONTROLS: Record<string, string> = {
  Brush: `${NAMED} ${REGION} ${PER_REGION}`,
  BrushLabels: `${LABELS} ${REGION}`,
  Choices: `${NAMED} choice=single|single-radio|multiple showInline? readOnly? layout=select|inline|vertical allowNested? value ${PER_REGION}`,
  DateTime: `${NAMED} only=date|time|month|year format min max step ${PER_REGION}`,
  Ellipse: `${NAMED} ${SHAPE} ${PER_REGION}`,
  EllipseLabels: `${LABELS} ${SHAPE}`,
  HyperTextLabels: LABELS,
  KeyPoint: `${NAMED} ${REGION} ${PER_REGION}`,
  KeyPointLabels: `${LABELS} ${REGION}`,
  Labels: LABELS,
  MagicWand: `${NAMED} opacity blurradius defaultthreshold`,
  Number: `${NAMED} min max step defaultValue hotkey ${PER_REGION}`,
  Pairwise: "name toName selectionStyle leftClass rightClass",
  ParagraphLabels: LABELS,
  Polygon: `${NAMED} ${REGION} pointSize=small|medium|large pointStyle=rectangle|circle ${PER_REGION}`,
  PolygonLabels: `${LABELS} ${REGION} pointSize=small|medium|large pointStyle=rectangle|circle`,
  Ranker: "name toName",
  Rating: `${NAMED} maxRating defaultValue size=small|medium|large icon=star|heart|fire|smile hotkey ${PER_REGION}`,
  Rectangle: `${NAMED} ${SHAPE} ${PER_REGION}`,
  RectangleLabels: `${LABELS} ${SHAPE}`,
  Relations: "choice=single|multiple",
  Taxonomy: `${NAMED} leafsOnly? showFullPath? pathSeparator maxUsages maxWidth minWidth placeholder apiUrl legacy? labeling? allowNested? value ${PER_REGION}`,
  TextArea: `${NAMED} value label placeholder maxSubmissions editable? skipDuplicates? transcription? displayMode=tag|region-list rows showSubmitButton? hotkey ${PER_REGION}`,
  TimeSeriesLabels: `${LABELS} opacity fillColor strokeColor strokeWidth`,
  VideoRectangle: "name toName",
};

const STYLE = "id className style hint";

/** Tags inside others, and those that only arrange. */
const OTHERS: Record<string, string> = {
  Bucket: "name title default?",
  Channel:
    "column legend units displayFormat interpolation=linear|step height strokeWidth strokeColor markerSize markerColor markerSymbol fixedScale?",
  Choice: "value alias hint selected? hotkey background color style html",
  Collapse: "accordion? bordered? open?",
  Filter: "name toName placeholder minlength hotkey style",
  Header: `value size ${STYLE} underline?`,
  Label:
    "value alias hint selected? maxUsages hotkey background selectedColor showAlias? aliasStyle size html",
  Panel: "value open?",
  Relation: "value background",
  Repeater: "on indexFlag mode=list|pagination",
  Shortcut: "alias value background hotkey",
  Style: "",
  View: `display=block|inline ${STYLE} ${PER_REGION}`,
};

export interface Attribute {
  name: string;
  /** What it may be, where that is a short list. */
  values: string[];
}

export interface Tag {
  name: string;
  kind: "object" | "control" | "other";
  attributes: Attribute[];
  /** Tags that stand inside it; undefined where any may. */
  children?: string[];
}

function attribute(text: string): Attribute {
  if (text.endsWith("?")) return { name: text.slice(0, -1), values: ["true", "false"] };
  const [name = "", values] = text.split("=");
  return { name, values: values === undefined ? [] : values.split("|") };
}

function childrenOf(name: string): string[] | undefined {
  if (name === "Labels" || name.endsWith("Labels")) return ["Label"];
  const known: Record<string, string[]> = {
    Choices: ["Choice"],
    Choice: ["Choice"],
    Taxonomy: ["Choice"],
    TextArea: ["Shortcut"],
    Relations: ["Relation"],
    TimeSeries: ["Channel"],
    Ranker: ["Bucket"],
    Collapse: ["Panel"],
  };
  if (name in known) return known[name];
  return ["View", "Panel", "Repeater"].includes(name) ? undefined : [];
}

function tags(kind: Tag["kind"], table: Record<string, string>): Tag[] {
  return Object.entries(table).map(([name, text]) => ({
    name,
    kind,
    attributes: [...new Set(text.split(" ").filter(Boolean))].map(attribute),
    children: childrenOf(name),
  }));
}

export const TAGS: readonly Tag[] = [
  ...tags("object", OBJECTS),
  ...tags("control", CONTROLS),
  ...tags("other", OTHERS),
];

const BY_NAME = new Map(TAGS.map((tag) => [tag.name.toLowerCase(), tag]));

/** The editor reads tags without regard to case. */
export const tagNamed = (name: string): Tag | undefined => BY_NAME.get(name.toLowerCase());

/** Tags whose labels a person picks from: the parent of Label, Choice. */
export const labelTagOf = (name: string): "Label" | "Choice" | undefined => {
  const child = tagNamed(name)?.children?.[0];
  return (child === "Label" || child === "Choice") && name.toLowerCase() !== "choice" ? child : undefined;
};
