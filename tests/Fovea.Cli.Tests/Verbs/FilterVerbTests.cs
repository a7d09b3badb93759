using System.Text.Json;
using Fovea.Imaging;

namespace Fovea.Cli.Tests.Verbs;

public sealed class FilterVerbTests : IDisposable
{
    readonly Folder folder = new();
    readonly Image<byte> scene = TestScene.Create(24, 32);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void One_picture_is_filtered_as_the_library_does()
    {
        string from = Write("in.bmp", scene), to = folder.At("out.png");
        Call.Of("filter", "gray | gaussian sigma=2", from, "-o", to).Succeeded();
        Assert.Equal(((Image<byte>)Pipeline.Parse("gray | gaussian sigma=2").Run(scene)).Pixels.ToArray(), ImageFile.ReadAs<byte>(to).Pixels.ToArray());
    }

    [Fact]
    public void A_part_sees_what_lies_around_it()
    {
        string from = Write("in.png", scene), whole = folder.At("whole.png"), part = folder.At("part.png");
        Call.Of("filter", "gaussian sigma=2", from, "-o", whole).Succeeded();
        Call.Of("filter", "gaussian sigma=2", from, "-o", part, "--region", "5,3,10,7").Succeeded();
        Assert.Equal(ImageFile.ReadAs<byte>(whole).Crop(new Region(3, 5, 7, 10)).Pixels.ToArray(), ImageFile.ReadAs<byte>(part).Pixels.ToArray());
        Assert.Contains("do not lie inside", Call.Of("filter", "invert", from, "-o", part, "--region", "30,0,10,7").Failed().Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Derivatives_lie_around_the_middle_grey_and_floats_stay_floats()
    {
        Image<byte> step = new(1, 5, 1, [0, 0, 100, 0, 0]);
        string from = Write("in.png", step), to = folder.At("out.png"), floats = folder.At("out.pfm");
        Call call = Call.Of("filter", "sobel output=x", from, "-o", to).Succeeded();
        Assert.Contains("-400 to 400 written as 0 to 255", call.Out, StringComparison.Ordinal);
        Assert.Equal([128, 255, 128, 0, 128], ImageFile.ReadAs<byte>(to).Pixels.ToArray());
        Call.Of("filter", "sobel output=x", from, "-o", floats).Succeeded();
        Assert.Equal([0f, 400, 0, -400, 0], ImageFile.ReadAs<float>(floats).Pixels.ToArray());
        Call.Of("filter", "sobel output=x", from, "-o", to, "--range", "0:800").Succeeded();
        Assert.Equal([0, 128, 0, 0, 0], ImageFile.ReadAs<byte>(to).Pixels.ToArray());
    }

    [Fact]
    public void Grey_fits_into_every_format_of_colours()
    {
        string from = Write("in.png", scene), to = folder.At("out.ppm");
        Assert.Contains("grey written as red, green and blue", Call.Of("filter", "gray", from, "-o", to).Succeeded().Out, StringComparison.Ordinal);
        byte[] gray = ((Image<byte>)Pipeline.Parse("gray").Run(scene)).Pixels.ToArray();
        Assert.Equal([.. gray.SelectMany(sample => Enumerable.Repeat(sample, 3))], ImageFile.ReadAs<byte>(to).Pixels.ToArray());
        Assert.Contains("end the filters with gray", Call.Of("filter", "identity", from, "-o", folder.At("out.pgm")).Failed().Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Samples_of_pictures_keep_their_meaning_in_other_formats()
    {
        string from = Write("in.png", scene), floats = folder.At("mid.pfm"), to = folder.At("out.png"), wide = folder.At("wide.png");
        Call.Of("filter", "identity", from, "-o", floats).Succeeded();
        Call.Of("filter", "identity", floats, "-o", to).Succeeded();
        Assert.Equal(scene.Pixels.ToArray(), ImageFile.ReadAs<byte>(to).Pixels.ToArray());
        Call.Of("filter", "identity", from, "-o", wide, "--depth", "16").Succeeded();
        Assert.Equal(scene.ToUInt16().Pixels.ToArray(), ((Image<ushort>)ImageFile.Read(wide)).Pixels.ToArray());
    }

    [Fact]
    public void A_sheet_has_a_cell_for_the_input_and_every_step()
    {
        string to = folder.At("sheet.png");
        Call.Of("filter", "gray | sobel | scale gain=0.5", Write("in.png", scene), "-o", to, "--sheet").Succeeded();
        Image<byte> sheet = ImageFile.ReadAs<byte>(to);
        Assert.True(sheet.Width >= 4 * scene.Width && sheet.Height > scene.Height, $"{sheet}");
        Assert.Equal(0, sheet.Pixels.ToArray().Min()); // captions
    }

    [Fact]
    public void A_folder_with_bad_files_is_done_but_for_those()
    {
        string from = folder.At("in"), to = folder.At("out");
        Directory.CreateDirectory(from);
        foreach (string name in new[] { "a.png", "b.jpg", "c.bmp" }) ImageFile.Write(Path.Combine(from, name), scene);
        File.WriteAllBytes(Path.Combine(from, "cut.png"), File.ReadAllBytes(Path.Combine(from, "a.png"))[..^40]);
        File.WriteAllText(Path.Combine(from, "empty.jpg"), "");
        File.WriteAllText(Path.Combine(from, "readme.txt"), "no picture");
        File.Copy(Path.Combine(from, "a.png"), Path.Combine(from, "nameless"));

        Call call = Call.Of("filter", "invert", from, "-o", to).Failed();
        Assert.Contains("cut.png", call.Error, StringComparison.Ordinal);
        Assert.Contains("the file is empty", call.Error, StringComparison.Ordinal);
        Assert.Contains("no pictures: readme.txt", call.Out, StringComparison.Ordinal);
        Assert.Equal([".fovea-filter.json", "a.png", "b.png", "c.png", "nameless.png"], Directory.EnumerateFiles(to).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        JsonElement again = Call.Of("filter", "invert", from, "-o", to, "--json").Json();
        Assert.Equal((0, 4, 2), (again.GetProperty("done").GetInt32(), again.GetProperty("skipped").GetInt32(), again.GetProperty("failed").GetInt32()));
        File.SetLastWriteTimeUtc(Path.Combine(from, "b.jpg"), DateTime.UtcNow.AddMinutes(1));
        Assert.Equal(1, Call.Of("filter", "invert", from, "-o", to, "--json").Json().GetProperty("done").GetInt32());
        Assert.Equal(4, Call.Of("filter", "identity", from, "-o", to, "--json").Json().GetProperty("done").GetInt32());
        Assert.Equal(4, Call.Of("filter", "identity", from, "-o", to, "--json", "--force").Json().GetProperty("done").GetInt32());
    }

    [Fact]
    public void Parts_are_all_of_it_and_do_not_overlap()
    {
        string from = folder.At("in"), to = folder.At("out");
        Directory.CreateDirectory(Path.Combine(from, "deeper"));
        for (int i = 0; i < 5; i++) ImageFile.Write(Path.Combine(from, i < 3 ? $"{i}.png" : Path.Combine("deeper", $"{i}.png")), scene);
        int[] done = [.. Enumerable.Range(1, 3).Select(part => Call.Of("filter", "invert", from, "-o", to, "-r", "--shard", $"{part}/3", "--json").Succeeded().Json().GetProperty("done").GetInt32())];
        Assert.Equal([2, 2, 1], done);
        Assert.Equal(5, Directory.EnumerateFiles(to, "*.png", SearchOption.AllDirectories).Count());
        Assert.True(File.Exists(Path.Combine(to, "deeper", "4.png")));
    }

    [Fact]
    public void Nothing_is_written_over_its_input_or_over_another_result()
    {
        string from = folder.At("in");
        Directory.CreateDirectory(from);
        string png = Path.Combine(from, "a.png");
        ImageFile.Write(png, scene);
        byte[] before = File.ReadAllBytes(png);
        Assert.Contains("would replace it", Call.Of("filter", "invert", from, "-o", from).Failed().Error, StringComparison.Ordinal);
        ImageFile.Write(Path.Combine(from, "a.bmp"), scene);
        Assert.Contains("would be written as", Call.Of("filter", "invert", from, "-o", folder.At("out")).Failed().Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(png));
        Assert.False(File.Exists(folder.At("out", "a.png")));
    }

    [Fact]
    public void Transparency_stays_or_is_laid_on_white()
    {
        Image<byte> clear = new(4, 4, 4);
        string from = Write("clear.png", clear), to = folder.At("out.png"), jpeg = folder.At("out.jpg");
        Call.Of("filter", "identity", from, "-o", to).Succeeded();
        Assert.Equal(4, ImageFile.Read(to).Channels);
        Assert.Contains("transparency laid on white", Call.Of("filter", "identity", from, "-o", jpeg).Succeeded().Out, StringComparison.Ordinal);
        Assert.Equal(255, ImageFile.ReadAs<byte>(jpeg).Pixels[0]);
        Call.Of("filter", "sobel", from, "-o", to).Succeeded();
        Assert.Equal(3, ImageFile.Read(to).Channels);
    }

    [Theory]
    [InlineData("there is no such file", "missing.png", "out.png")]
    [InlineData("the folder does not exist", "in.png", "missing/out.png")]
    public void What_cannot_be_read_or_written_is_named(string message, string from, string to)
    {
        Write("in.png", scene);
        Assert.Contains(message, Call.Of("filter", "invert", folder.At(from), "-o", folder.At(to)).Failed().Error, StringComparison.Ordinal);
    }

    string Write(string name, Image image)
    {
        ImageFile.Write(folder.At(name), image);
        return folder.At(name);
    }
}
