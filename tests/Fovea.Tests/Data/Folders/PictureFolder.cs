using Fovea.Imaging;

namespace Fovea.Tests.Data.Folders;

/// <summary>A folder of small pictures for one test: every pixel of a picture has the value that its file's name says.</summary>
internal sealed class PictureFolder : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public string Root => folder.Root;

    public string this[string relative] => folder[relative];

    public void Dispose() => folder.Dispose();

    /// <summary>Writes pictures of a class, <c>0.png</c>, <c>1.png</c> and so on, each of another size; picture i has the value i.</summary>
    public PictureFolder Add(string classFolder, int count, int from = 0)
    {
        for (int i = from; i < from + count; i++) Picture($"{classFolder}/{i}.png", (byte)i, 8 + i % 5, 9 + i % 3);
        return this;
    }

    public string Picture(string relative, byte value, int height = 10, int width = 12, int channels = 3)
    {
        Image<byte> image = new(height, width, channels);
        image.Pixels.Fill(value);
        Directory.CreateDirectory(Path.GetDirectoryName(this[relative])!);
        ImageFile.Write(this[relative], image);
        return this[relative];
    }

    public string Write(string relative, params byte[] content) => folder.Write(relative, content);
}
