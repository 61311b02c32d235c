#include "api/labels/references.h"

#include "api/access.h"
#include "labeling/accounts/accounts.h"
#include "labeling/labels/labels.h"
#include "labeling/projects/projects.h"

namespace millrace::api {

std::string NoSuchRowSentence(int64_t id) {
  return "Invalid pk \"" + std::to_string(id) + "\" - object does not exist.";
}

void CheckAccount(db::Connection& tx, Form& form, std::string_view member) {
  const auto id = form.Int(member);
  if (id.has_value() && !labeling::GetAccount(tx, *id).has_value())
    form.Wrong(member, NoSuchRowSentence(*id));
}

void CheckLabel(db::Connection& tx, Form& form, std::string_view member) {
  const auto id = form.Int(member);
  if (id.has_value() && !labeling::GetLabel(tx, *id).has_value())
    form.Wrong(member, NoSuchRowSentence(*id));
}

void CheckProjectMember(db::Connection& tx, const Identity& who, Form& form,
                        std::string_view member) {
  const auto id = form.Int(member);
  if (id.has_value() && (!CheckProject(tx, who, *id, Right::kManage).has_value() ||
                         !labeling::GetProject(tx, *id).has_value())) {
    form.Wrong(member, NoSuchRowSentence(*id));
  }
}

}  // namespace millrace::api
