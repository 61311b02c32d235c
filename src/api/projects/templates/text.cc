#include "api/projects/templates/groups.h"

namespace millrace::api {
namespace {

constexpr std::string_view kText =
    R"({"text":"Marie Curie moved from Warsaw to Paris in 1891. Two years later she had her first degree from the Sorbonne."})";

}  // namespace

std::span<const Template> TextTemplates() {
  static constexpr Template kTemplates[] = {
      {"Text", "Names in text", "Mark persons, places and organizations.",
       R"(<View>
  <Labels name="entity" toName="text">
    <Label value="Person" background="#ef4444"/>
    <Label value="Place" background="#22c55e"/>
    <Label value="Organization" background="#6366f1"/>
  </Labels>
  <Text name="text" value="$text" granularity="word"/>
</View>)",
       kText},
      {"Text", "Names and relations", "Mark names, and say how they belong together.",
       R"(<View>
  <Relations>
    <Relation value="lives in"/>
    <Relation value="works for"/>
  </Relations>
  <Labels name="entity" toName="text">
    <Label value="Person" background="#ef4444"/>
    <Label value="Place" background="#22c55e"/>
    <Label value="Organization" background="#6366f1"/>
  </Labels>
  <Text name="text" value="$text" granularity="word"/>
</View>)",
       kText},
      {"Text", "Mood of text", "Choose the mood of a text.",
       R"(<View>
  <Text name="text" value="$text"/>
  <Choices name="mood" toName="text" choice="single" showInline="true">
    <Choice value="Good"/>
    <Choice value="Neutral"/>
    <Choice value="Bad"/>
  </Choices>
</View>)",
       R"({"text":"The train was late again, but the crew was kind and kept everybody informed."})"},
      {"Text", "Topics of text", "Choose all topics that a text is about.",
       R"(<View>
  <Text name="text" value="$text"/>
  <Choices name="topics" toName="text" choice="multiple">
    <Choice value="Science"/>
    <Choice value="Politics"/>
    <Choice value="Sports"/>
    <Choice value="Arts"/>
  </Choices>
</View>)",
       kText},
      {"Text", "Topics in a tree", "Choose from a tree of topics.",
       R"(<View>
  <Text name="text" value="$text"/>
  <Taxonomy name="topic" toName="text">
    <Choice value="Nature">
      <Choice value="Animals"/>
      <Choice value="Plants"/>
    </Choice>
    <Choice value="Science">
      <Choice value="Physics"/>
      <Choice value="Chemistry"/>
    </Choice>
  </Taxonomy>
</View>)",
       kText},
      {"Text", "Answer in a text", "Mark the words that answer a question.",
       R"(<View>
  <Header value="$question"/>
  <Labels name="answer" toName="text">
    <Label value="Answer" background="#f59e0b"/>
  </Labels>
  <Text name="text" value="$text" granularity="word"/>
</View>)",
       R"({"question":"When did she move?","text":"Marie Curie moved from Warsaw to Paris in 1891."})"},
      {"Text", "Summary", "Sum up a text in a few sentences.",
       R"(<View>
  <Text name="text" value="$text"/>
  <Header value="Summary"/>
  <TextArea name="summary" toName="text" rows="4" maxSubmissions="1" editable="true"/>
</View>)",
       kText},
      {"Text", "Translation", "Translate a text.",
       R"(<View>
  <Text name="text" value="$text"/>
  <Header value="Translation"/>
  <TextArea name="translation" toName="text" rows="4" maxSubmissions="1" editable="true"/>
</View>)",
       kText},
      {"Text", "Same meaning?", "Say how close the meanings of two sentences are.",
       R"(<View>
  <Text name="first" value="$first"/>
  <Text name="second" value="$second"/>
  <Choices name="relation" toName="first" choice="single" showInline="true">
    <Choice value="Same meaning"/>
    <Choice value="Related"/>
    <Choice value="Contradiction"/>
    <Choice value="Unrelated"/>
  </Choices>
</View>)",
       R"({"first":"The shop opens at nine.","second":"Nobody can buy anything there before nine."})"},
      {"Text", "Facts as numbers and dates", "Write down the numbers and dates that a text holds.",
       R"(<View>
  <Text name="text" value="$text"/>
  <Header value="How many people?"/>
  <Number name="people" toName="text" min="0"/>
  <Header value="On which day?"/>
  <DateTime name="day" toName="text" only="date"/>
</View>)",
       R"({"text":"On 3 May 2024, 212 people came to the opening."})"},
  };
  return kTemplates;
}

}  // namespace millrace::api
