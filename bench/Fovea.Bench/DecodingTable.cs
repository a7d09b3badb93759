using System.Text.Json;
using Fovea.Imaging;

namespace Fovea.Bench;

/// <summary>
/// Times the decoding of a picture of 12 megapixels from a file, ours and a peer's (bench/reference/decoding.py: OpenCV's imread, which is libjpeg-turbo and libpng) in turn. The
/// picture is made of photographs of a folder, side by side; without one it is the test scene.
/// </summary>
static class DecodingTable
{
    const int Height = 3000, Width = 4000, Runs = 5;

    public static int Run(string[] args)
    {
        BenchOptions options = new(args, [("--opencv", "OpenCV")]);
        using Image<byte> picture = options.Cases is [var folder, ..] ? Mosaic(folder) : TestScene.Create(Height, Width);
        string place = Directory.CreateTempSubdirectory("fovea-decoding-").FullName;
        try
        {
            (string Name, string File, ImageWriteOptions Options)[] cases =
            [
                ("jpeg quality 90, 4:2:0", Path.Combine(place, "420.jpg"), new JpegWriteOptions { Quality = 90 }),
                ("png", Path.Combine(place, "picture.png"), new PngWriteOptions()),
            ];
            Comparison table = new("ms", options);
            foreach (var (_, file, write) in cases) ImageFile.Write(file, picture, write);
            for (int round = 0; round < options.Rounds; round++)
                foreach (var (name, file, _) in cases)
                {
                    table[name].Ours.Add(Timing.Median(() => ImageFile.Read(file).Dispose(), Runs));
                    foreach (PeerCommand peer in options.Peers)
                        foreach (JsonElement figure in peer.Ask(file)) table[name].Add(peer.Name, figure.GetProperty("ms").GetDouble());
                }
            table.Write();
            return 0;
        }
        finally
        {
            Directory.Delete(place, recursive: true);
        }
    }

    /// <summary>The photographs of a folder, row by row, each as it is, until the picture is full.</summary>
    static Image<byte> Mosaic(string folder)
    {
        Image<byte>[] photographs = [.. Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Where(IsPicture).Select(file => ImageFile.Read(file).ToByte().ToRgb())];
        if (photographs.Length == 0) throw new FoveaException($"{folder}: there is no picture in it");
        Image<byte> mosaic = new(Height, Width, 3);
        for (int top = 0, next = 0; top < Height;)
        {
            int row = 0;
            for (int left = 0; left < Width; next++)
            {
                Image<byte> photograph = photographs[next % photographs.Length];
                int height = Math.Min(photograph.Height, Height - top), width = Math.Min(photograph.Width, Width - left);
                mosaic.View(new Region(top, left, height, width)).Write(photograph.Crop(new Region(0, 0, height, width)));
                (left, row) = (left + width, row == 0 ? height : Math.Min(row, height));
            }
            top += row;
        }
        return mosaic;

        static bool IsPicture(string file) => Path.GetExtension(file).ToLowerInvariant() is ".png" or ".jpg" or ".jpeg";
    }
}
