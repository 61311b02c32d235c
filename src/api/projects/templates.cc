#include "api/projects/templates.h"

namespace millrace::api {

std::span<const Template> Templates() {
  static constexpr Template kTemplates[] = {
      {"Images", "Boxes around objects", "Draw a rectangle around each object and name it.",
       R"(<View>
  <Image name="image" value="$image" zoom="true"/>
  <RectangleLabels name="object" toName="image">
    <Label value="Person" background="#3b82f6"/>
    <Label value="Vehicle" background="#f97316"/>
  </RectangleLabels>
</View>)"},
      {"Images", "Outlines of objects", "Trace each object with a polygon.",
       R"(<View>
  <Image name="image" value="$image" zoom="true"/>
  <PolygonLabels name="outline" toName="image">
    <Label value="Road" background="#64748b"/>
    <Label value="Building" background="#b45309"/>
  </PolygonLabels>
</View>)"},
      {"Images", "Kind of image", "Choose what an image shows.",
       R"(<View>
  <Image name="image" value="$image"/>
  <Choices name="kind" toName="image" choice="single">
    <Choice value="Indoors"/>
    <Choice value="Outdoors"/>
  </Choices>
</View>)"},
      {"Text", "Names in text", "Mark persons, places and organizations.",
       R"(<View>
  <Labels name="entity" toName="text">
    <Label value="Person" background="#ef4444"/>
    <Label value="Place" background="#22c55e"/>
    <Label value="Organization" background="#6366f1"/>
  </Labels>
  <Text name="text" value="$text"/>
</View>)"},
      {"Text", "Mood of text", "Choose the mood of a text.",
       R"(<View>
  <Text name="text" value="$text"/>
  <Choices name="mood" toName="text" choice="single" showInline="true">
    <Choice value="Good"/>
    <Choice value="Neutral"/>
    <Choice value="Bad"/>
  </Choices>
</View>)"},
      {"Text", "Better of two answers", "Choose between two texts.",
       R"(<View>
  <Header value="$question"/>
  <Text name="first" value="$answer_a"/>
  <Text name="second" value="$answer_b"/>
  <Pairwise name="better" toName="first,second"/>
</View>)"},
      {"Sound and video", "Speech in sound", "Mark who speaks when, and write it down.",
       R"(<View>
  <Labels name="speaker" toName="audio">
    <Label value="Speaker 1"/>
    <Label value="Speaker 2"/>
  </Labels>
  <Audio name="audio" value="$audio"/>
  <TextArea name="words" toName="audio" perRegion="true" editable="true"/>
</View>)"},
      {"Sound and video", "Objects in video", "Follow objects through a video with rectangles.",
       R"(<View>
  <Labels name="object" toName="video">
    <Label value="Person"/>
    <Label value="Vehicle"/>
  </Labels>
  <Video name="video" value="$video"/>
  <VideoRectangle name="box" toName="video"/>
</View>)"},
  };
  return kTemplates;
}

}  // namespace millrace::api
