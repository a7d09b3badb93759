using System.Text.Json;
using Fovea.Testing;

namespace Fovea.Imaging.Tests;

/// <summary>PngSuite by Willem van Schaik: every good file gives the expected pixels, every broken file is refused with a reason.</summary>
public class PngSuiteTests
{
    /// <summary>
    /// 130 files have expected pixels. Two of them (xcsn0g01, xhdn0g08) are broken by a wrong checksum alone: they must be refused as they are,
    /// and give the expected pixels once the checksum is repaired.
    /// </summary>
    [DataFact("png-suite/json")]
    public void EveryFileWithExpectedPixelsGivesThem()
    {
        string[] expected = Directory.GetFiles(TestData.Require("png-suite/json"), "*.json");
        Assert.Equal(130, expected.Length);
        foreach (string json in expected)
        {
            string name = Path.GetFileNameWithoutExtension(json);
            byte[] file = File.ReadAllBytes(TestData.Require($"png-suite/png/{name}.png"));
            if (name.StartsWith('x'))
            {
                Assert.Throws<BadFileException>(() => ImageFile.Read(new MemoryStream(file), name));
                PngBytes.RepairChecksums(file);
            }
            Image image = ImageFile.Read(new MemoryStream(file), name);
            Assert.Equal(PixelDepth.UInt8, image.Depth);
            byte[] rgba = Rgba((Image<byte>)image);
            byte[] wanted = JsonSerializer.Deserialize<int[]>(File.ReadAllText(json))!.Select(value => (byte)value).ToArray();
            Assert.Equal((name, wanted.Length, wanted.Length), (name, rgba.Length, wanted.AsSpan().CommonPrefixLength(rgba)));
        }
    }

    [DataFact("png-suite/png")]
    public void The14BrokenFilesAreRefusedWithAReason()
    {
        var reasons = new Dictionary<string, string>
        {
            ["xc1n0g08"] = "the colour type is 1",
            ["xc9n2c08"] = "the colour type is 9",
            ["xcrn0g04"] = "the PNG signature is",
            ["xcsn0g01"] = "chunk IDAT is damaged: its CRC",
            ["xd0n2c08"] = "the bit depth is 0",
            ["xd3n2c08"] = "the bit depth is 3",
            ["xd9n2c08"] = "the bit depth is 99",
            ["xdtn0g01"] = "the file has no pixels",
            ["xhdn0g08"] = "chunk IHDR is damaged: its CRC",
            ["xlfn0g04"] = "the PNG signature is",
            ["xs1n0g01"] = "the PNG signature is",
            ["xs2n0g01"] = "the PNG signature is",
            ["xs4n0g01"] = "the PNG signature is",
            ["xs7n0g01"] = "the PNG signature is",
        };
        string[] files = Directory.GetFiles(TestData.Require("png-suite/png"), "x*.png");
        Assert.Equal(reasons.Keys.Order(), files.Select(Path.GetFileNameWithoutExtension).Order());
        foreach (string file in files)
        {
            BadFileException error = Assert.Throws<BadFileException>(() => ImageFile.Read(file));
            Assert.StartsWith(reasons[Path.GetFileNameWithoutExtension(file)], error.Reason);
            Assert.Equal(file, error.File);
            Assert.NotNull(error.Offset);
        }
    }

    /// <summary>The last two digits of a name are the depth.</summary>
    [DataFact("png-suite/png")]
    public void EveryGoodFileIsIdentifiedAsItDecodes()
    {
        string[] files = Directory.GetFiles(TestData.Require("png-suite/png"), "*.png").Where(file => Path.GetFileName(file)[0] != 'x').ToArray();
        Assert.Equal(161, files.Length);
        int wide = 0;
        foreach (string file in files)
        {
            ImageInfo info = ImageFile.Identify(file);
            Image image = ImageFile.Read(file);
            Assert.Equal(new ImageInfo(ImageFormat.Png, image.Height, image.Width, image.Channels, image.Depth), info);
            bool is16 = Path.GetFileNameWithoutExtension(file).EndsWith("16", StringComparison.Ordinal);
            Assert.Equal(is16 ? PixelDepth.UInt16 : PixelDepth.UInt8, image.Depth);
            wide += is16 ? 1 : 0;
        }
        Assert.Equal(33, wide);
    }

    /// <summary>Pairs of files that the suite stores in two ways, for 16 bits, where there are no expected pixels.</summary>
    [DataFact("png-suite/png")]
    public void FilesOfTheSamePictureAreEqual()
    {
        string[][] same =
        [
            ["basn0g16", "basi0g16", "oi1n0g16", "oi2n0g16", "oi4n0g16", "oi9n0g16"],
            ["basn2c16", "basi2c16", "oi1n2c16", "oi2n2c16", "oi4n2c16", "oi9n2c16", "pp0n2c16", "ps1n2c16", "ps2n2c16"],
            ["basn4a16", "basi4a16", "bgai4a16", "bggn4a16"],
            ["basn6a16", "basi6a16", "bgan6a16", "bgyn6a16"],
        ];
        foreach (string[] names in same)
        {
            var images = names.Select(name => (Image<ushort>)ImageFile.Read(TestData.Require($"png-suite/png/{name}.png"))).ToArray();
            for (int i = 1; i < images.Length; i++)
                Assert.True(images[0].Pixels.SequenceEqual(images[i].Pixels), $"{names[0]} and {names[i]} differ");
        }
    }

    private static byte[] Rgba(Image<byte> image)
    {
        byte[] rgba = new byte[image.Height * image.Width * 4];
        for (int y = 0, i = 0; y < image.Height; y++)
            for (int x = 0; x < image.Width; x++, i += 4)
            {
                bool gray = image.Channels <= 2;
                for (int c = 0; c < 3; c++) rgba[i + c] = image[y, x, gray ? 0 : c];
                rgba[i + 3] = image.HasAlpha ? image[y, x, image.Channels - 1] : (byte)255;
            }
        return rgba;
    }
}
