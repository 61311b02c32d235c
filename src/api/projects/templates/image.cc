#include "api/projects/templates/groups.h"

namespace millrace::api {
namespace {

constexpr std::string_view kHarbour = R"({"image":"/samples/harbour.svg"})";
constexpr std::string_view kReceipt = R"({"image":"/samples/receipt.svg"})";

}  // namespace

std::span<const Template> ImageTemplates() {
  static constexpr Template kTemplates[] = {
      {"Images", "Boxes around objects", "Draw a rectangle around each object and name it.",
       R"(<View>
  <Image name="image" value="$image" zoom="true"/>
  <RectangleLabels name="object" toName="image">
    <Label value="Person" background="#3b82f6"/>
    <Label value="Vehicle" background="#f97316"/>
  </RectangleLabels>
</View>)",
       kHarbour},
      {"Images", "Boxes with attributes", "Draw rectangles, and say more about each of them.",
       R"(<View>
  <Image name="image" value="$image" zoom="true"/>
  <RectangleLabels name="object" toName="image">
    <Label value="Vehicle" background="#f97316"/>
    <Label value="Sign" background="#22c55e"/>
  </RectangleLabels>
  <Choices name="state" toName="image" perRegion="true" whenTagName="object" choice="single">
    <Choice value="Fully visible"/>
    <Choice value="Partly hidden"/>
    <Choice value="Cut off"/>
  </Choices>
  <TextArea name="note" toName="image" perRegion="true" whenTagName="object" editable="true"/>
</View>)",
       kHarbour},
      {"Images", "Rotated boxes", "Draw rectangles that can be turned, for objects at an angle.",
       R"(<View>
  <Image name="image" value="$image" zoom="true" rotateControl="true"/>
  <RectangleLabels name="object" toName="image" canRotate="true">
    <Label value="Ship" background="#3b82f6"/>
    <Label value="Car" background="#f97316"/>
  </RectangleLabels>
</View>)",
       kHarbour},
      {"Images", "Ellipses", "Enclose round objects.",
       R"(<View>
  <Image name="image" value="$image" zoom="true"/>
  <EllipseLabels name="object" toName="image">
    <Label value="Wheel" background="#8b5cf6"/>
    <Label value="Head" background="#14b8a6"/>
  </EllipseLabels>
</View>)",
       kHarbour},
      {"Images", "Outlines of objects", "Trace each object with a polygon.",
       R"(<View>
  <Image name="image" value="$image" zoom="true"/>
  <PolygonLabels name="outline" toName="image">
    <Label value="Road" background="#64748b"/>
    <Label value="Building" background="#b45309"/>
  </PolygonLabels>
</View>)",
       kHarbour},
      {"Images", "Areas by brush", "Paint the pixels of each kind of area.",
       R"(<View>
  <Image name="image" value="$image" zoom="true" zoomControl="true"/>
  <BrushLabels name="area" toName="image">
    <Label value="Sky" background="#38bdf8"/>
    <Label value="Ground" background="#84cc16"/>
  </BrushLabels>
</View>)",
       kHarbour},
      {"Images", "Key points", "Set a point on each part that counts.",
       R"(<View>
  <Image name="image" value="$image" zoom="true"/>
  <KeyPointLabels name="point" toName="image" strokeWidth="3">
    <Label value="Left light" background="#ef4444"/>
    <Label value="Right light" background="#22c55e"/>
    <Label value="Wheel" background="#6366f1"/>
  </KeyPointLabels>
</View>)",
       kHarbour},
      {"Images", "Kind of image", "Choose what an image shows.",
       R"(<View>
  <Image name="image" value="$image"/>
  <Choices name="kind" toName="image" choice="single">
    <Choice value="Indoors"/>
    <Choice value="Outdoors"/>
  </Choices>
</View>)",
       kHarbour},
      {"Images", "Tags of an image", "Choose everything that an image shows.",
       R"(<View>
  <Image name="image" value="$image"/>
  <Choices name="tags" toName="image" choice="multiple" showInline="true">
    <Choice value="People"/>
    <Choice value="Vehicles"/>
    <Choice value="Buildings"/>
    <Choice value="Plants"/>
  </Choices>
</View>)",
       kHarbour},
      {"Images", "Caption", "Describe an image in a sentence.",
       R"(<View>
  <Image name="image" value="$image"/>
  <Header value="What does the image show?"/>
  <TextArea name="caption" toName="image" placeholder="One sentence" rows="3" maxSubmissions="1"
            editable="true"/>
</View>)",
       kHarbour},
      {"Images", "Question about an image", "Answer a question that comes with the image.",
       R"(<View>
  <Image name="image" value="$image"/>
  <Header value="$question"/>
  <TextArea name="answer" toName="image" rows="2" maxSubmissions="1" editable="true"/>
</View>)",
       R"({"image":"/samples/harbour.svg","question":"How many ships can be seen?"})"},
      {"Images", "Text in images", "Frame each line of text and write down what it says.",
       R"(<View>
  <Image name="image" value="$image" zoom="true"/>
  <Labels name="part" toName="image">
    <Label value="Heading" background="#3b82f6"/>
    <Label value="Text" background="#22c55e"/>
    <Label value="Amount" background="#f97316"/>
  </Labels>
  <Rectangle name="box" toName="image" strokeWidth="2"/>
  <Polygon name="polygon" toName="image" strokeWidth="2"/>
  <TextArea name="words" toName="image" perRegion="true" required="true" editable="true" rows="2"
            maxSubmissions="1" placeholder="What it says" displayMode="region-list"/>
</View>)",
       kReceipt},
      {"Images", "Quality of an image", "Rate an image, and say what is wrong with it.",
       R"(<View>
  <Image name="image" value="$image"/>
  <Rating name="quality" toName="image" maxRating="5"/>
  <Choices name="faults" toName="image" choice="multiple">
    <Choice value="Blurred"/>
    <Choice value="Too dark"/>
    <Choice value="Cropped"/>
  </Choices>
</View>)",
       kHarbour},
      {"Images", "Two images compared", "Choose the better of two images.",
       R"(<View style="display: flex; gap: 1em">
  <Image name="first" value="$image_a"/>
  <Image name="second" value="$image_b"/>
  <Pairwise name="better" toName="first,second"/>
</View>)",
       R"({"image_a":"/samples/harbour.svg","image_b":"/samples/receipt.svg"})"},
  };
  return kTemplates;
}

}  // namespace millrace::api
