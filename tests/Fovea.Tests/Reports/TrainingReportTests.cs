using System.Xml.Linq;
using Fovea.Data;
using Fovea.Imaging;
using Fovea.Models;
using Fovea.Reports;
using Fovea.Runs;
using Fovea.Tests.Runs;
using Fovea.Training;

namespace Fovea.Tests.Reports;

public class TrainingReportTests
{
    [Fact]
    public void ThePageOfARealRunHoldsItsOwnNumbers()
    {
        using TestFolder folder = new();
        Experiment experiment = new() { Model = "lenet5", Data = "digits", Epochs = 2, TrainCount = 300, TestCount = 120, Batch = 32, Seed = 5 };
        TrainingRun run = TrainingRun.Start(experiment, folder["run & <test>"]);
        TrainingResult result = run.Run();
        TrainingReport.Write(run, result);
        ReportPage page = new(File.ReadAllText(run.Folder.Report));
        AssertSelfContained(page);

        Assert.Equal(result.Evaluation!.Accuracy, ReportPage.Numbers(page.Id("testAccuracy")).Single());
        Assert.Equal(result.Evaluation.Top5, ReportPage.Numbers(page.Id("testTop5")).Single());
        Assert.Equal(result.Evaluation.Loss, ReportPage.Numbers(page.Id("testLoss")).Single());
        Assert.Equal(result.Parameters, ReportPage.Numbers(page.Id("parameters")).Single());
        string[] keys = ["trainLoss", "validationLoss", "trainAccuracy", "validationAccuracy", "validationTop5", "learningRate"];
        Assert.Equal(MetricsLog.Read(run.Folder.Metrics).SelectMany(line => keys.Select(key => line[key]!.Value)), ReportPage.Numbers(page.Id("epochTable")));
        Assert.Equal(result.Evaluation.Mistakes().Take(40).Select(i => (double)result.Evaluation.Confidences[i]), ReportPage.Numbers(page.Id("mistakes")).Select(p => (double)(float)p));
        Assert.Contains("run & <test>", page.Words);
        Assert.Contains("fovea train lenet5 --data digits --epochs 2 --batch 32 --lr 0.05 --seed 5 --set trainCount=300 --set testCount=120", page.Words);
        // Before and after, each once for a light page and once for a dark one.
        Assert.Equal(4, page.Id("filters").Descendants("img").Concat(page.Id("filters").Descendants("source")).Select(picture =>
            ((string?)picture.Attribute("src") ?? picture.Attribute("srcset")!.Value)).Distinct().Count());

        string events = Directory.GetFiles(run.Folder.TensorBoard).Single();
        Assert.Equal(["filters 0", "filters 9", "filters 18", "confusion 18"], EventFile.Read(events).Where(e => e.Image is not null).Select(e => $"{e.Tag} {e.Step}"));
    }

    [Fact]
    public void ARunThatWasCancelledBeforeItsFirstEpochSaysSo()
    {
        using TestFolder folder = new();
        TrainingRun run = TrainingRun.Start(new Experiment { Model = "linear", TrainCount = 100, TestCount = 20 }, folder["run"]);
        TrainingResult result = run.Run(new CancellationToken(true));
        Assert.Null(result.Evaluation);
        TrainingReport.Write(run, result);
        ReportPage page = new(File.ReadAllText(run.Folder.Report));
        AssertSelfContained(page);
        Assert.Contains("not evaluated", page.Words);
        Assert.Contains("No epoch was finished", page.Words);
        Assert.Contains("cancelled", page.Words);
        Assert.False(page.Has("confusion") || page.Has("mistakes"));
        Assert.Single(page.Id("filters").Descendants("img"));
    }

    public static TheoryData<string> ModelNames => [.. ModelRegistry.All.Where(entry => entry.Input.Count <= 28 * 28).Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(ModelNames))]
    public void EveryModelHasItsFiltersOnThePage(string model)
    {
        DataSet digits = Samples.Noise(20, 28, 28);
        ReportPage page = new(TrainingReport.Page(Samples.Content(digits, model)));
        AssertSelfContained(page);
        Assert.Equal(2, page.Id("filters").Descendants("img").Count());
        foreach (XElement image in page.All("img")) Assert.True(Decode(image.Attribute("src")!.Value).Height > 0);
    }

    [Fact]
    public void WithoutValidationThereIsOneCurveAndTheLastWeightsCount()
    {
        ReportPage page = new(TrainingReport.Page(Samples.Content(epochs: Samples.Epochs(4, validation: false))));
        AssertSelfContained(page);
        Assert.Contains("nothing held out", page.Words);
        Assert.Contains("The weights of the last epoch, 4,", page.Words);
        Assert.Equal(4 * 3, ReportPage.Numbers(page.Id("epochTable")).Length);
        Assert.DoesNotContain(page.All("g"), group => (string?)group.Attribute("class") == "validation");
    }

    [Fact]
    public void TheBestEpochIsTheOneOfTheSmallestValidationLoss()
    {
        EpochFigures[] epochs = Samples.Epochs(6);
        epochs[1] = epochs[1] with { ValidationLoss = 0.001 };
        epochs[3] = epochs[3] with { ValidationLoss = double.NaN, TrainLoss = double.PositiveInfinity };
        ReportPage page = new(TrainingReport.Page(Samples.Content(epochs: epochs)));
        Assert.Contains("Epoch 2 has the smallest validation loss", page.Words);
        Assert.Equal(3, page.All("text").Count(text => text.Value == "best: epoch 2"));
        Assert.DoesNotContain("NaN", string.Concat(page.All("path").Attributes("d").Select(d => d.Value)));
    }

    [Fact]
    public void OneEpochIsAPointInEachChart()
    {
        ReportPage page = new(TrainingReport.Page(Samples.Content(epochs: Samples.Epochs(1))));
        AssertSelfContained(page);
        Assert.Equal(2 + 2 + 1, page.Id("curves").Descendants("circle").Count());
        Assert.All(page.Id("curves").Descendants("circle"), circle => Assert.InRange((double)circle.Attribute("cx")!, 62, 506));
    }

    [Fact]
    public void TheMatrixCountsRowsOfRightClasses()
    {
        ReportContent content = Samples.Content();
        ReportPage page = new(TrainingReport.Page(content));
        XElement matrix = page.Id("confusion").Descendants("table").First();
        int[,] confusion = content.Result.Evaluation!.Confusion;
        XElement[] rows = [.. matrix.Element("tbody")!.Elements("tr")];
        for (int right = 0; right < 3; right++)
        {
            string[] cells = [.. rows[right].Elements("td").Take(3).Select(cell => cell.Value)];
            for (int predicted = 0; predicted < 3; predicted++) Assert.Equal(confusion[right, predicted], cells[predicted].Length == 0 ? 0 : int.Parse(cells[predicted]));
            double all = confusion[right, 0] + confusion[right, 1] + confusion[right, 2];
            Assert.Equal(confusion[right, right] / all, ReportPage.Numbers(rows[right]).Last());
        }
        double[] precision = ReportPage.Numbers(matrix.Element("tfoot")!);
        double[] expected = [.. Enumerable.Range(0, 3).Select(c => (Right: confusion[c, c], All: (double)(confusion[0, c] + confusion[1, c] + confusion[2, c])))
            .Where(c => c.All > 0).Select(c => c.Right / c.All)];
        Assert.Equal(expected, precision);
    }

    [Fact]
    public void AMatrixOfAHundredClassesIsADrawingWithoutNumbers()
    {
        DataSet test = Samples.Noise(600, classes: [.. Enumerable.Range(0, 100).Select(i => $"class {i}")]);
        ReportContent content = Samples.Content(test);
        ReportPage page = new(TrainingReport.Page(content));
        AssertSelfContained(page);
        XElement matrix = page.All("svg").Single(svg => (string?)svg.Attribute("class") == "matrix");
        Assert.Empty(matrix.Descendants("text"));
        Assert.Equal(content.Result.Evaluation!.Confusion.Cast<int>().Count(count => count > 0), matrix.Descendants("title").Count());
        Assert.Equal(100, page.Id("classes").Element("tbody")!.Elements("tr").Count());
    }

    [Fact]
    public void AMatrixOfVeryManyClassesIsAPicture()
    {
        DataSet test = Samples.Noise(300, classes: [.. Enumerable.Range(0, 300).Select(i => $"class {i}")]);
        ReportPage page = new(TrainingReport.Page(Samples.Content(test)));
        AssertSelfContained(page);
        XElement matrix = page.All("img").Single(image => (string?)image.Attribute("class") == "matrix");
        Assert.Equal(300, Decode(matrix.Attribute("src")!.Value).Width);
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 3)]
    [InlineData(5, 3)]
    public void ImagesOfSeveralChannelsAreDrawn(int channels, int drawn)
    {
        ReportPage page = new(TrainingReport.Page(Samples.Content(Samples.Noise(channels: channels), "simplest_cnn")));
        AssertSelfContained(page);
        Assert.Equal(drawn, Decode(page.Id("mistakes").Descendants("img").First().Attribute("src")!.Value).Channels);
        Assert.Equal(channels == 3 ? 3 : 1, Decode(page.Id("filters").Descendants("img").First().Attribute("src")!.Value).Channels);
    }

    [Fact]
    public void AMistakeIsThePictureOfItsTestImage()
    {
        ReportContent content = Samples.Content();
        XElement first = new ReportPage(TrainingReport.Page(content)).Id("mistakes").Descendants("figure").First();
        int index = content.Result.Evaluation!.Mistakes().First();
        float[] pixels = new float[content.Test.SampleLength];
        content.Test.Read(index, pixels, out int label);
        Assert.Equal(pixels.Select(value => (byte)Math.Round(value * 255)), Decode(first.Element("img")!.Attribute("src")!.Value).Pixels.ToArray());
        Assert.Equal(content.Test.Classes[label], first.Descendants("b").First().Value);
        Assert.Equal(content.Test.Classes[content.Result.Evaluation.Predictions[index]], first.Descendants("b").Last().Value);
        Assert.Contains($"no. {index}", first.Value);
    }

    [Fact]
    public void ATestWithoutMistakesSaysSo()
    {
        DataSet test = Samples.Noise(5, classes: ["all"]);
        ReportPage page = new(TrainingReport.Page(Samples.Content(test)));
        Assert.Contains("None: every test image was classified right.", page.Words);
        Assert.Equal(1, ReportPage.Numbers(page.Id("testAccuracy")).Single());
    }

    [Fact]
    public void NothingThatIsNamedBecomesMarkup()
    {
        const string Hostile = "<script>alert('x')</script>&amp;\"</td>\u0000\uD800";
        DataSet test = Samples.Noise(classes: [Hostile, "T-shirt/top", "a & b"], name: Hostile);
        ReportPage page = new(TrainingReport.Page(Samples.Content(test, experiment: new Experiment { Model = "linear", Data = Hostile, DataDir = Hostile, Epochs = 3 }, folder: Hostile)));
        AssertSelfContained(page);
        Assert.Empty(page.All("script"));
        Assert.True(page.Words.Split("<script>alert('x')</script>&amp;\"</td>\uFFFD\uFFFD").Length > 5);
    }

    [Fact]
    public void TheSameContentGivesTheSamePage() => Assert.Equal(TrainingReport.Page(Samples.Content()), TrainingReport.Page(Samples.Content()));

    [Fact]
    public void ADamagedLogIsNamedAndNoPageIsLeft()
    {
        using TestFolder folder = new();
        TrainingRun run = TrainingRun.Start(new Experiment { Model = "linear", TrainCount = 60, TestCount = 20, Epochs = 1 }, folder["run"]);
        TrainingResult result = run.Run();
        File.WriteAllText(run.Folder.Metrics, "{\n{}\n");
        BadFileException error = Assert.Throws<BadFileException>(() => TrainingReport.Write(run, result));
        Assert.Contains("metrics.jsonl", error.Message);
        Assert.False(File.Exists(run.Folder.Report));
    }

    private static void AssertSelfContained(ReportPage page)
    {
        Assert.All(page.Addresses, address => Assert.StartsWith("data:image/png;base64,", address));
        Assert.DoesNotContain("http://", page.Text);
        Assert.DoesNotContain("https://", page.Text);
        Assert.DoesNotContain("url(", page.Text);
        Assert.DoesNotContain("@import", page.Text);
        Assert.Empty(page.All("script").Concat(page.All("link")).Concat(page.All("iframe")).Concat(page.All("object")));
    }

    private static Image<byte> Decode(string source)
    {
        using MemoryStream bytes = new(Convert.FromBase64String(source["data:image/png;base64,".Length..]));
        return ImageFile.ReadAs<byte>(bytes, "picture");
    }
}
