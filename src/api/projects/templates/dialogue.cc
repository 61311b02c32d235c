#include "api/projects/templates/groups.h"

namespace millrace::api {
namespace {

constexpr std::string_view kDialogue =
    R"({"dialogue":[{"author":"Guest","text":"Is a table free at eight?"},)"
    R"({"author":"Host","text":"At half past eight. For how many?"},)"
    R"({"author":"Guest","text":"Four. Half past eight is fine."}]})";

}  // namespace

std::span<const Template> DialogueTemplates() {
  static constexpr Template kTemplates[] = {
      {"Dialogues and answers", "Better of two answers",
       "Choose between two answers to a question.",
       R"(<View>
  <Header value="$question"/>
  <Text name="first" value="$answer_a"/>
  <Text name="second" value="$answer_b"/>
  <Pairwise name="better" toName="first,second"/>
</View>)",
       R"({"question":"Why is the sky blue?","answer_a":"Air scatters blue light more than red light.","answer_b":"Because the sea is blue."})"},
      {"Dialogues and answers", "Ranking of answers", "Put answers into order, the best first.",
       R"(<View>
  <Text name="question" value="$question"/>
  <List name="answers" value="$answers" title="Answers"/>
  <Ranker name="rank" toName="answers"/>
</View>)",
       R"({"question":"How do I boil an egg?","answers":[{"id":"a","title":"Answer 1","body":"Eight minutes in boiling water."},{"id":"b","title":"Answer 2","body":"In the oven."},{"id":"c","title":"Answer 3","body":"Boil it until it is done."}]})"},
      {"Dialogues and answers", "Grades for an answer",
       "Grade an answer by several measures, and say what is wrong with it.",
       R"(<View>
  <Header value="$question"/>
  <Text name="answer" value="$answer"/>
  <Header value="Correct"/>
  <Rating name="correct" toName="answer" maxRating="5"/>
  <Header value="Helpful"/>
  <Rating name="helpful" toName="answer" maxRating="5"/>
  <TextArea name="why" toName="answer" placeholder="What is wrong with it?" rows="2" editable="true"/>
</View>)",
       R"({"question":"Why is the sky blue?","answer":"Air scatters blue light more than red light."})"},
      {"Dialogues and answers", "Better answer, written",
       "Write the answer that should have been given.",
       R"(<View>
  <Header value="$question"/>
  <Text name="answer" value="$answer"/>
  <Choices name="verdict" toName="answer" choice="single" showInline="true" required="true">
    <Choice value="Good"/>
    <Choice value="Has to be better"/>
  </Choices>
  <TextArea name="better" toName="answer" rows="4" maxSubmissions="1" editable="true"/>
</View>)",
       R"({"question":"Why is the sky blue?","answer":"Because the sea is blue."})"},
      {"Dialogues and answers", "Parts of a dialogue",
       "Mark what the people of a dialogue speak of.",
       R"(<View>
  <ParagraphLabels name="part" toName="dialogue">
    <Label value="Request" background="#3b82f6"/>
    <Label value="Time" background="#f97316"/>
    <Label value="Number" background="#22c55e"/>
  </ParagraphLabels>
  <Paragraphs name="dialogue" value="$dialogue" layout="dialogue" nameKey="author" textKey="text"/>
</View>)",
       kDialogue},
      {"Dialogues and answers", "Aim of a dialogue",
       "Say what a dialogue was about and whether it ended well.",
       R"(<View>
  <Paragraphs name="dialogue" value="$dialogue" layout="dialogue" nameKey="author" textKey="text"/>
  <Choices name="aim" toName="dialogue" choice="single">
    <Choice value="Booking"/>
    <Choice value="Complaint"/>
    <Choice value="Question"/>
  </Choices>
  <Choices name="solved" toName="dialogue" choice="single" showInline="true">
    <Choice value="Solved"/>
    <Choice value="Not solved"/>
  </Choices>
</View>)",
       kDialogue},
  };
  return kTemplates;
}

}  // namespace millrace::api
