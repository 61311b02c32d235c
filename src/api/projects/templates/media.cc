#include "api/projects/templates/groups.h"

namespace millrace::api {
namespace {

constexpr std::string_view kAudio = R"({"audio":"/samples/bell.wav"})";
constexpr std::string_view kVideo = R"({"video":"/samples/street.webm"})";
constexpr std::string_view kSeries = R"({"csv":"/samples/tide.csv"})";

}  // namespace

std::span<const Template> MediaTemplates() {
  static constexpr Template kTemplates[] = {
      {"Sound", "Speech in sound", "Mark who speaks when, and write it down.",
       R"(<View>
  <Labels name="speaker" toName="audio">
    <Label value="Speaker 1" background="#3b82f6"/>
    <Label value="Speaker 2" background="#f97316"/>
  </Labels>
  <Audio name="audio" value="$audio"/>
  <TextArea name="words" toName="audio" perRegion="true" editable="true"/>
</View>)",
       kAudio},
      {"Sound", "Transcript", "Write down what is said in a recording.",
       R"(<View>
  <Audio name="audio" value="$audio"/>
  <TextArea name="words" toName="audio" rows="4" maxSubmissions="1" editable="true"/>
</View>)",
       kAudio},
      {"Sound", "Kind of sound", "Choose what is heard.",
       R"(<View>
  <Audio name="audio" value="$audio"/>
  <Choices name="kind" toName="audio" choice="single">
    <Choice value="Speech"/>
    <Choice value="Music"/>
    <Choice value="Noise"/>
  </Choices>
</View>)",
       kAudio},
      {"Sound", "Sound events", "Mark when something is heard.",
       R"(<View>
  <Labels name="event" toName="audio" zoom="true">
    <Label value="Bell" background="#eab308"/>
    <Label value="Engine" background="#64748b"/>
    <Label value="Voice" background="#22c55e"/>
  </Labels>
  <Audio name="audio" value="$audio"/>
</View>)",
       kAudio},
      {"Video", "Objects in video", "Follow objects through a video with rectangles.",
       R"(<View>
  <Labels name="object" toName="video">
    <Label value="Person" background="#3b82f6"/>
    <Label value="Ball" background="#f97316"/>
  </Labels>
  <Video name="video" value="$video"/>
  <VideoRectangle name="box" toName="video"/>
</View>)",
       kVideo},
      {"Video", "Kind of video", "Choose what a video shows.",
       R"(<View>
  <Video name="video" value="$video"/>
  <Choices name="kind" toName="video" choice="single">
    <Choice value="Sports"/>
    <Choice value="Traffic"/>
    <Choice value="Nature"/>
  </Choices>
</View>)",
       kVideo},
      {"Video", "Description of a video", "Say in words what happens.",
       R"(<View>
  <Video name="video" value="$video"/>
  <TextArea name="words" toName="video" rows="4" maxSubmissions="1" editable="true"/>
</View>)",
       kVideo},
      {"Time series", "Phases of a series", "Mark spans of a series of measured values.",
       R"(<View>
  <TimeSeriesLabels name="phase" toName="series">
    <Label value="Calm" background="#64748b"/>
    <Label value="Storm" background="#ef4444"/>
  </TimeSeriesLabels>
  <TimeSeries name="series" valueType="url" value="$csv" sep="," timeColumn="time">
    <Channel column="water" units="m" displayFormat=",.1f" legend="Water"/>
    <Channel column="wind" units="m/s" displayFormat=",.1f" legend="Wind"/>
  </TimeSeries>
</View>)",
       kSeries},
      {"Time series", "Kind of series", "Choose what a whole series shows.",
       R"(<View>
  <TimeSeries name="series" valueType="url" value="$csv" sep="," timeColumn="time">
    <Channel column="water" units="m" displayFormat=",.1f" legend="Water"/>
  </TimeSeries>
  <Choices name="kind" toName="series" choice="single" showInline="true">
    <Choice value="As usual"/>
    <Choice value="Unusual"/>
  </Choices>
</View>)",
       kSeries},
  };
  return kTemplates;
}

}  // namespace millrace::api
