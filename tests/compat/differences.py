"""Where Millrace means to differ from Label Studio 1.23.2. The only list: the comparison reads it, an entry that no
longer occurs fails, and each has its row in docs/compatibility.md."""

from comparison import Deliberate

ABSENT = "(absent)"


def meant(section, row, *places):
    """One row of the page; `places` are (calls, at[, label_studio[, millrace]])."""
    return [Deliberate(section, row, *place) for place in places]


ERRORS = [
    *meant("Errors", "Bad input that Label Studio answers with 500", ("*", "status", "500*", "4*")),
    *meant("Errors", "Unknown objects and paths", ("*", "type", "text/html", "application/json")),
    *meant("Errors", "Unknown objects, the words", ("*", "value refusal", "*404*", "*404*There is no *")),
    *meant("Errors", "Advice behind a message",
           ("*", "value refusal", "*401*Authentication credentials*", "*401*Authentication credentials*"),
           ("tasks: list without a project", "value refusal", "*Neither project nor view*", "*Neither project nor view*")),
    *meant("Errors", "One shape of refusals",
           ("*", "$.id", ABSENT, "string"), ("*", "$.status_code", ABSENT, "integer"), ("*", "$.version", ABSENT, "string"),
           ("*", "$.exc_info", ABSENT, "null"),
           ("accounts: *", "value refusal", "{'detail': *", "*'status_code': 4*"),
           ("projects: validate*", "$.label_config", "array", ABSENT), ("projects: validate*", "$.detail", ABSENT),
           ("projects: validate*", "$.validation_errors", ABSENT), ("projects: validate*", "value refusal", "{'label_config': *")),
    *meant("Errors", "Refusals without a body", ("media: *", "type", "", "application/json")),
    *meant("Errors", "Bodies that are no object", ("refusals: body, *", "value refusal", "*400*", "*got a single value*")),
    *meant("Errors", "OPTIONS", ("refusals: OPTIONS", "type", "application/json", "")),
    *meant("Errors", "Broken JSON", ("refusals: body, *", "value refusal", "*JSON parse error*", "*JSON parse error*"),
           ("refusals: lone surrogate", "*")),
    *meant("Errors", "Content types that are not read", ("refusals: content type, *", "value refusal", "*415*", "*Send application/json*")),
    *meant("Errors", "One slash at the end of a path", ("refusals: slash too many", "status", "404", "200")),
]

ACCOUNTS = [
    *meant("Accounts", "An account without an address", ("accounts: create user, no address", "status", "201", "400*")),
    *meant("Accounts", "`active_organization`", ("accounts: *", "*active_organization", "*null", "integer")),
    *meant("API description", "`/api/version`", ("accounts: version", "$.*", "object", ABSENT), ("accounts: version", "$.millrace", ABSENT)),
    *meant("Accounts", "`allow_newsletters`", ("forms: *", "$.allow_newsletters", "boolean", "null"),
           ("accounts: *", "*allow_newsletters", "boolean|null", "null")),
    *meant("Accounts", "`role` in `GET /api/current-user/whoami`", ("accounts: *", "$.role", ABSENT),
           ("forms: whoami*", "$.role", ABSENT), ("*", "$.managed_projects", ABSENT)),
    *meant("Accounts", "Hotkeys of a wrong type", ("accounts: hotkeys of a wrong type", "*")),
]

PROJECTS = [
    *meant("Projects and label config", "Counters in the answer to a creation",
           ("*", "$.*_number", "null", "integer"), ("*", "$.num_tasks_with_annotations", "null", "integer"),
           ("projects: create", "value *", "None", "0")),
    *meant("Projects and label config", "A title of null", ("projects: change, title null", "$.title", "null", "string")),
    *meant("Projects and label config", "Faults of one member",
           ("projects: change, color too long", "value refusal"), ("projects: create, config entity", "value refusal"),
           ("refusals: huge number", "value refusal"), ("storages: details, project of a wrong type", "value refusal")),
    *meant("Projects and label config", "`is_archived` of a project", ("*", "*.is_archived", ABSENT)),
    *meant("Projects and label config", "Summary after an import", ("projects: summary", "value *")),
]

IMPORT = [
    *meant("Import", "Size and number", ("imports: file, too many at once", "status", "500*", "201"),
           ("imports: project after all", "value *")),
    *meant("Import", "Messages about a task", ("imports: list, *", "value refusal"),
           ("imports: list, second lacks the key", "$.validation_errors.non_field_errors[]")),
    *meant("Import", "Messages about a file", ("imports: file, *", "value refusal"), ("imports: broken JSON", "value refusal"),
           ("imports: by URL, *", "value refusal"), ("imports: wrong content type", "value refusal")),
    *meant("Import", "Predictions whose score is no number", ("imports: list, score of a wrong type", "status", "201", "400*")),
    *meant("Import", "JSON lines (`.jsonl`, `.ndjson`)", ("imports: file, JSON lines", "status", "400*", "201")),
    *meant("Import", "`data_columns` of files that are one task, and of lines",
           ("imports: file, plain text", "value data_columns"), ("uploads: a picture*", "value data_columns")),
    *meant("Import", "Predictions to import that do not fit", ("imports: predictions, *", "status", "201", "400*"),
           ("imports: predictions, *", "value refusal")),
    *meant("Import", "`/storage-data/uploaded/`", ("uploads: storage-data", "status", "403", "404")),
    *meant("Import", "Changing an uploaded file", ("uploads: change", "status", "200", "400*")),
    *meant("Import", "Length of an uploaded file", ("uploads: download", "header Content-Length", "None")),
]

TASKS = [
    *meant("Tasks", "Order of `/api/projects/{id}/tasks`", ("tasks: list of a project's own path", "*")),
    *meant("Tasks", "`project` in a PATCH", ("tasks: move to another project", "status", "404*", "400*")),
    *meant("Tasks", "`predictions_score`", ("tasks: *", "*predictions_score", "*", "*")),
    *meant("Tasks", "Bad values of one member",
           ("tasks: create, data *", "*"), ("tasks: create, value of a wrong type", "value refusal"),
           ("tasks: create, project of a wrong type", "status", "404*", "400*"),
           ("tasks: list, project of a wrong type", "*"),
           ("tasks: list of a project's own path, behind the end", "value refusal")),
    *meant("Tasks", "`updated_by` after a change", ("tasks: change *", "$.updated_by", "null", "integer")),
    *meant("Tasks", "PUT, and a PATCH without `data`", ("tasks: change nothing", "status", "500*", "200"),
           ("tasks: replace", "status", "500*", "200")),
]

ANNOTATIONS = [
    *meant("Annotations and the queue", "`task` or `project` of an annotation in PATCH and PUT",
           ("annotations: change the task", "status", "200", "400*"),
           ("annotations: task after all", "*lead_time")),
    *meant("Annotations and the queue", "Drafts of others",
           ("annotations: draft, * another's", "*", "20*", "404*"), ("annotations: draft, list with another's", "*"),
           ("annotations: task after delete", "$.drafts[]", ABSENT)),
    *meant("Annotations and the queue", "Drafts of an unknown task, or of an annotation that is not the task's",
           ("annotations: draft, create of a foreign annotation", "status", "201", "404")),
    *meant("Annotations and the queue", "`result` of a prediction that no control of the label config can hold",
           ("annotations: prediction, create, short form", "status", "201", "400*"),
           ("annotations: prediction, list of a *", "*"), ("annotations: task after delete", "$.predictions[].result")),
    *meant("Annotations and the queue", "`bulk_created` of an annotation made by a form",
           ("annotations: *", "*bulk_created", "*null", "boolean")),
    *meant("Errors", "Advice behind a message",
           ("queue: *", "value refusal", "*There are no tasks for*", "*There are no tasks for*"),
           ("annotations: create, same unique_id", "value refusal", "*already exists*", "*already exists*")),
]

WEBHOOKS = [
    *meant("Webhooks", "A webhook for all projects", ("webhooks: create, for all projects", "status", "404*", "201")),
    *meant("Webhooks", "Actions", ("webhooks: info", "$.SYNC_*", ABSENT, "object")),
    *meant("Webhooks", "Addresses",
           ("webhooks: create, url *", "value refusal", "*Enter a valid URL*"), ("webhooks: change to a bad url", "value refusal"),
           ("webhooks: create, url of one word", "status", "400*", "201"),
           ("webhooks: create, url of another scheme", "status", "201", "400*"),
           ("webhooks: create, url with a password", "status", "201", "400*"),
           ("webhooks: create, url of metadata", "status", "201", "400*")),
    *meant("Webhooks", "Headers", ("webhooks: create, header*", "value refusal", "*JSON schema*"),
           ("webhooks: create, too many headers", "value refusal"),
           ("webhooks: create, header that cannot be sent", "status", "201", "400*"), ("webhooks: list", "$[].headers.A", "*", ABSENT)),
    *meant("Webhooks", "Unknown actions", ("webhooks: create, unknown action", "*")),
    *meant("Webhooks", "`actions` that a PATCH or PUT does not name",
           ("webhooks: change*", "*actions*"), ("webhooks: replace", "$.actions[]", ABSENT)),
    *meant("Webhooks", "An action of the organization in a PATCH of a project's webhook",
           ("webhooks: change to an action of the organization", "status", "200", "400*")),
    *meant("Webhooks", "`token` and `label_config_hash` of a project that is told",
           ("webhooks: told of *", "value project.token"), ("webhooks: told of *", "value project.label_config_hash")),
    *meant("Webhooks", "`model_version` of a project whose predictions name none",
           ("webhooks: told of *", "value project.model_version", "undefined", "")),
    *meant("Webhooks", "Counters in what is told", ("webhooks: told of annotations made of predictions", "value task"),
           ("webhooks: told of deleted annotations", "value project.finished_task_number")),
    *meant("Webhooks", "Label links", ("webhooks: told of a new label link*", "*")),
    *meant("Webhooks", "Annotations made of predictions", ("webhooks: told of annotations made of predictions", "*annotation*")),
]

LABELS = [
    *meant("Labels", "Faults of a list of labels", ("labels: create, *", "value refusal", "*400*"),
           ("labels: create, *", "$.validation_errors.non_field_errors[]*")),
]

DESCRIPTION = [
    *meant("API description", "`/api/schema`", ("refusals: schema", "status", "404", "200")),
    *meant("API description", "`/docs/api`, `…/redoc`, `…/swagger-ui`", ("refusals: documentation", "status", "302", "200")),
    *meant("API description", "`/health`", ("accounts: health", "type"), ("refusals: method, POST /health", "status", "200", "405*")),
]

DATA_MANAGER = [
    *meant("Data manager", "Members of a view's tasks", ("data_manager: tasks of a view*", "$.tasks[].*", "*", ABSENT)),
    *meant("Data manager", "`ordering: []` when a view is changed", ("data_manager: change view, no ordering", "*"),
           ("data_manager: replace view", "$.data.ordering", "array", ABSENT)),
    *meant("Data manager", "A PATCH of a view without `data`", ("data_manager: change view, nothing", "status", "500*", "200")),
    *meant("Data manager", "Bad filters of a view", ("data_manager: create view, *filter*", "value refusal"),
           ("data_manager: create view, *filter*", "$.validation_errors.filter_group", "object", "array")),
    *meant("Data manager", "`POST /api/dm/actions`", ("data_manager: action without a name", "status", "422*", "400*")),
    *meant("Data manager", "What actions answer", ("data_manager: *", "$.processed_items", ABSENT, "integer"),
           ("data_manager: *", "$.reload", ABSENT, "boolean"), ("data_manager: remove duplicates", "$.detail", ABSENT, "string")),
    *meant("Data manager", "Operators that it does not know (`exists`, `starts_with`, …)",
           ("data_manager: filter, unknown operator", "status", "200", "400")),
    *meant("Data manager", "Number filters on data that is no number", ("filters: no_number", "value tasks")),
    *meant("Data manager", "How numbers of the data are written", ("filters: number_as_text", "value tasks")),
    *meant("Data manager", "The text \"null\" of the data", ("filters: text_of_null", "value tasks")),
    *meant("Data manager", "null of the data in an order", ("filters: null_in_an_order", "value tasks")),
    *meant("Data manager", "Tasks that are listed twice", ("filters: listed_twice", "answers")),
    *meant("Data manager", "Order by `annotators` and `predictions_model_versions`", ("filters: loose_orders", "value tasks")),
]

STORAGES = [
    *meant("Storages", "A store that refuses",
           ("storages: *leads nowhere", "value refusal"), ("storages: details, bad bucket name", "*"),
           ("storages: details, prefix without keys", "*")),
    *meant("Storages", "More parameters", ("storages: *", "$*", ABSENT)),
    *meant("Storages", "`last_sync_job`", ("storages: *", "*.last_sync_job", "null", "string"),
           ("storages: *", "$[].last_sync_job", "null", "string")),
    *meant("Storages", "Syncing a target again", ("storages: *, sync target again", "value last_sync_count", "1", "0")),
    *meant("Storages", "Tasks of a storage that was deleted",
           ("storages: *, tasks stay", "*.storage_filename", "null", "string")),
    *meant("Storages", "Changing one parameter of a Redis or local storage",
           ("storages: redis, change", "status", "400*", "200"), ("storages: localfiles, change*", "status", "400*", "200"),
           ("storages: redis, all sources", "value [].title"), ("storages: localfiles, all *", "value [].title")),
    *meant("Storages", "Preview of a Redis database", ("storages: redis, preview", "status", "400*", "200")),
    *meant("Storages", "Storages of an unknown project",
           ("storages: all sources of an unknown project", "status", "200", "404*")),
    *meant("Storages", "A regex that does not compile",
           ("storages: details, regex that does not compile", "status", "201", "400*")),
    *meant("Storages", "`can_delete_objects` that was not given", ("storages: *", "*can_delete_objects", "*", "*")),
    *meant("Storages", "`prefix` of local files", ("storages: localfiles, *", "value prefix", ABSENT)),
    *meant("Storages", "Keys in the preview of local files", ("storages: localfiles, preview", "value files[].key"),
           ("storages: localfiles, names of its tasks", "value names")),
    *meant("Storages", "One bad object", ("storages: details, a bad object, *", "*")),
]

MEDIA = [
    *meant("Media", "A key that the task does not contain",
           ("media: *, a key that the task does not contain", "status", "303", "404")),
    *meant("Media", "HEAD of a proxied object", ("media: proxied, HEAD", "status", "405", "200")),
    *meant("Media", "Ranges", ("media: proxied, range *", "*")),
    *meant("Media", "An object that is not there", ("media: proxied, no such object", "status", "424", "404")),
    *meant("Media", "Length of a local file", ("media: local file", "header Content-Length", "None")),
]

ML = [
    *meant("ML backends", "The words for a server that cannot be connected", ("ml: create, nobody there", "value refusal"),
           ("ml: change, nobody there", "value refusal")),
    *meant("ML backends", "A URL that is none", ("ml: create, url of a wrong kind", "value refusal"),
           ("ml: create, another scheme", "value refusal")),
    *meant("ML backends", "A change without `url` and `project`", ("ml: change, a title alone", "status", "500*", "200")),
    *meant("ML backends", "Versions of servers that list them only by POST (label-studio-ml 1.0.9)",
           ("ml: versions", "status", "405*", "200")),
    *meant("ML backends", "`POST /api/ml/{id}/predict/test`", ("ml: trial of nothing", "status", "501*", "400*")),
    *meant("ML backends", "`updated_by` of a task that was predicted", ("ml: *", "*updated_by*", "object", ABSENT),
           ("ml: trial", "*updated_by", "integer", "null")),
    *meant("Tasks", "`predictions_score`", ("ml: task with*", "*predictions_score", "*", "*"),
           ("ml: list of tasks*", "*predictions_score", "*", "*")),
    *meant("Errors", "Unknown objects, the words", ("ml: list *", "value refusal", "*404*", "*No project was named*")),
    *meant("ML backends", "`retrieve_tasks_predictions` without a backend", ("ml: retrieve without a backend", "status", "200", "400*")),
    *meant("ML backends", "`retrieve_tasks_predictions` for many tasks", ("ml: retrieve*", "$.job", ABSENT, "integer")),
]

EXPORT = [
    *meant("Export", "Content types", ("exports: *", "type", "application/.*"), ("converters: *", "type", "application/.*")),
    *meant("Export", "Formats", ("exports: formats*", "*"), ("converters: *, formats", "*")),
    *meant("Export", "`error` of an export snapshot", ("converters: snapshot, *", "*.error", ABSENT, "null")),
    *meant("Export", "Faults in the options of a snapshot", ("converters: snapshot, create, bad options", "*")),
]

DELIBERATE = [*ERRORS, *ACCOUNTS, *PROJECTS, *IMPORT, *TASKS, *ANNOTATIONS, *DATA_MANAGER, *LABELS, *STORAGES, *MEDIA, *ML,
              *EXPORT, *WEBHOOKS, *DESCRIPTION]
