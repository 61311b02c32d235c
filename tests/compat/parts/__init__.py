"""The script, by subject. Each part is a function (Recorder, Place); its calls are named "part: what"."""

from . import (accounts, annotations, converters, data_manager, exports, filters, forms, imports, labels, media, ml, projects,
               queue, refusals, states, storages, tasks, uploads, webhooks)

PARTS = {
    "forms": forms.run,
    "accounts": accounts.run,
    "projects": projects.run,
    "tasks": tasks.run,
    "imports": imports.run,
    "uploads": uploads.run,
    "annotations": annotations.run,
    "queue": queue.run,
    "data_manager": data_manager.run,
    "filters": filters.run,
    "labels": labels.run,
    "states": states.run,
    "storages": storages.run,
    "media": media.run,
    "exports": exports.run,
    "converters": converters.run,
    "ml": ml.run,
    "webhooks": webhooks.run,
    "refusals": refusals.run,
}
