using Google.Protobuf;

namespace Fovea.Runs;

/// <summary>
/// The protobuf messages of TensorBoard's event files that are written here, by their published field numbers (event.proto, summary.proto of
/// https://github.com/tensorflow/tensorboard). Few enough to write them directly: code from .proto files would need a native compiler to build.
/// </summary>
internal static class TensorBoardEvent
{
    /// <summary>The first event of a file.</summary>
    public static byte[] FileVersion(double wallTime) => Event(wallTime, 0, output =>
    {
        output.WriteTag(3, WireFormat.WireType.LengthDelimited);
        output.WriteString("brain.Event:2");
    });

    /// <summary>Session start: TensorBoard forgets what earlier files hold of this step and later ones.</summary>
    public static byte[] SessionStart(double wallTime, long step) => Event(wallTime, step, output => WriteMessage(output, 7, log =>
    {
        log.WriteTag(1, WireFormat.WireType.Varint);
        log.WriteEnum(1);
    }));

    public static byte[] Scalar(double wallTime, long step, string tag, float value) => Summary(wallTime, step, tag, output =>
    {
        output.WriteTag(2, WireFormat.WireType.Fixed32);
        output.WriteFloat(value);
    });

    /// <summary><paramref name="colorSpace"/>: 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha.</summary>
    public static byte[] Image(double wallTime, long step, string tag, int height, int width, int colorSpace, ByteString png) =>
        Summary(wallTime, step, tag, output => WriteMessage(output, 4, image =>
        {
            image.WriteTag(1, WireFormat.WireType.Varint);
            image.WriteInt32(height);
            image.WriteTag(2, WireFormat.WireType.Varint);
            image.WriteInt32(width);
            image.WriteTag(3, WireFormat.WireType.Varint);
            image.WriteInt32(colorSpace);
            image.WriteTag(4, WireFormat.WireType.LengthDelimited);
            image.WriteBytes(png);
        }));

    private static byte[] Summary(double wallTime, long step, string tag, Action<CodedOutputStream> value) =>
        Event(wallTime, step, output => WriteMessage(output, 5, summary => WriteMessage(summary, 1, entry =>
        {
            entry.WriteTag(1, WireFormat.WireType.LengthDelimited);
            entry.WriteString(tag);
            value(entry);
        })));

    private static byte[] Event(double wallTime, long step, Action<CodedOutputStream> what) => Message(output =>
    {
        output.WriteTag(1, WireFormat.WireType.Fixed64);
        output.WriteDouble(wallTime);
        output.WriteTag(2, WireFormat.WireType.Varint);
        output.WriteInt64(step);
        what(output);
    });

    private static void WriteMessage(CodedOutputStream output, int field, Action<CodedOutputStream> content)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(UnsafeByteOperations.UnsafeWrap(Message(content)));
    }

    private static byte[] Message(Action<CodedOutputStream> content)
    {
        using MemoryStream bytes = new();
        using (CodedOutputStream output = new(bytes, leaveOpen: true)) content(output);
        return bytes.ToArray();
    }
}
