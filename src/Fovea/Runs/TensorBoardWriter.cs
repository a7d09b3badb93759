using System.Buffers.Binary;
using System.Globalization;
using Google.Protobuf;

namespace Fovea.Runs;

/// <summary>
/// Writes scalars and pictures that TensorBoard shows (<c>tensorboard --logdir FOLDER</c>). Each event is handed to the system as one write, so a
/// killed process loses none that it has written. A resumed run writes a further file into the same folder; TensorBoard joins them.
/// </summary>
public sealed class TensorBoardWriter : IDisposable
{
    private static ReadOnlySpan<byte> PngStart =>
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, (byte)'I', (byte)'H', (byte)'D', (byte)'R'];

    private readonly TimeProvider clock;
    private readonly AppendFile file;

    private TensorBoardWriter(string folder, TimeProvider clock)
    {
        this.clock = clock;
        file = new AppendFile(FreePath(folder, clock.GetUtcNow().ToUnixTimeSeconds()), FileMode.CreateNew);
        Write(TensorBoardEvent.FileVersion(Now));
    }

    /// <summary>The file that is written.</summary>
    public string Path => file.Path;

    private double Now => (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;

    /// <summary>Starts an event file in a folder, which is created where it is missing.</summary>
    /// <exception cref="FoveaException">The file cannot be written.</exception>
    public static TensorBoardWriter Create(string folder, TimeProvider? clock = null) => new(folder, clock ?? TimeProvider.System);

    /// <summary>
    /// Starts a further event file for a run that is resumed after <paramref name="step"/>; TensorBoard drops later steps of the earlier files.
    /// </summary>
    /// <exception cref="FoveaException">The file cannot be written.</exception>
    public static TensorBoardWriter Resume(string folder, long step, TimeProvider? clock = null)
    {
        TensorBoardWriter writer = Create(folder, clock);
        writer.Write(TensorBoardEvent.SessionStart(writer.Now, step + 1));
        return writer;
    }

    /// <summary>
    /// Writes a number; <paramref name="tag"/> names its curve, slashes group the curves (<c>loss/train</c>). NaN and infinity pass.
    /// </summary>
    /// <exception cref="FoveaException">The file cannot be written.</exception>
    public void Scalar(string tag, long step, float value)
    {
        ArgumentException.ThrowIfNullOrEmpty(tag);
        Write(TensorBoardEvent.Scalar(Now, step, tag, value));
    }

    /// <summary>Writes a picture, given as the bytes of a PNG file.</summary>
    /// <exception cref="ArgumentException">The bytes are not a PNG file.</exception>
    /// <exception cref="FoveaException">The file cannot be written.</exception>
    public void Image(string tag, long step, ReadOnlySpan<byte> png)
    {
        ArgumentException.ThrowIfNullOrEmpty(tag);
        // The header of a PNG file: after 16 bytes width, height, bits, colour type.
        if (png.Length < 26 || !png.StartsWith(PngStart)) throw new ArgumentException("the bytes are not a PNG file", nameof(png));
        int width = BinaryPrimitives.ReadInt32BigEndian(png[16..]), height = BinaryPrimitives.ReadInt32BigEndian(png[20..]);
        int colorSpace = png[25] switch { 0 => 1, 4 => 2, 6 => 4, _ => 3 };
        Write(TensorBoardEvent.Image(Now, step, tag, height, width, colorSpace, ByteString.CopyFrom(png)));
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => file.Dispose();

    private void Write(byte[] message) => file.Append(TfRecord.Frame(message));

    /// <summary>
    /// A name that TensorBoard knows for an event file; it reads a folder in the order of the names, so the time leads and a number follows.
    /// </summary>
    private static string FreePath(string folder, long seconds)
    {
        for (int number = 0; ; number++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"events.out.tfevents.{seconds:D10}.fovea.{number:D3}");
            string path = System.IO.Path.Combine(folder, name);
            if (!File.Exists(path)) return path;
        }
    }
}
