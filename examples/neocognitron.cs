#!/usr/bin/env dotnet
#:project ../src/Fovea/Fovea.csproj
#:property PublishAot=false

// The neocognitron organises itself on generated digits without a teacher, recognises them where they have been shifted to, and shows its planes:
// dotnet run -c Release examples/neocognitron.cs
using Fovea.Data;
using Fovea.Imaging;
using Fovea.Insight;
using Fovea.Models;
using Fovea.Tensors;

const int Learned = 800, Tested = 500;
DataSet digits = new Digits(Learned, seed: 1), test = new Digits(Tested, seed: 1, train: false);
(Tensor images, int[] labels) = Pictures(digits, shift: 0);

Neocognitron network = new([28, 28, 1]);
network.Organize(images, Tensor.From([.. labels.Select(label => (float)label)], [Learned]));

Console.WriteLine("shift     neocognitron   nearest picture");
foreach (int shift in new[] { 0, 2, 4 })
{
    (Tensor shown, int[] right) = Pictures(test, shift);
    float[] classes = network.Forward(shown).ArgMax(-1).ToArray();
    // The most similar of the pictures that the network has learned from, pixel by pixel.
    float[] nearest = Unit(shown).MatMul(Unit(images), transposeB: true).ArgMax(-1).ToArray();
    double Share(Func<int, int> answer) => Enumerable.Range(0, Tested).Count(i => answer(i) == right[i]) / (double)Tested;
    Console.WriteLine($"+-{shift}            {Share(i => (int)classes[i]),6:p1}            {Share(i => labels[(int)nearest[i]]),6:p1}");
}

ImageFile.Write("neocognitron.png", PlanePicture.Create([.. network.Planes(images[..1]).Select(layer => layer.Planes)]));
Console.WriteLine("neocognitron.png: the planes of U0, US1, UC1, US2, UC2, US3, UC3 for the first digit");

static Tensor Unit(Tensor x) => x.Reshape(x.Shape[0], -1) / (x.Reshape(x.Shape[0], -1).Square().Sum([1], keepDims: true) + 1e-9).Sqrt();

// Digits less their mean brightness, moved by up to some pixels in both directions.
static (Tensor Images, int[] Labels) Pictures(DataSet data, int shift)
{
    float[] pixels = new float[data.Count * 28 * 28], one = new float[28 * 28];
    int[] labels = new int[data.Count];
    Random random = new(1);
    for (int i = 0; i < data.Count; i++)
    {
        data.Read(i, one, out labels[i]);
        (int dy, int dx) = (random.Next(-shift, shift + 1), random.Next(-shift, shift + 1));
        for (int y = 0; y < 28; y++)
            for (int x = 0; x < 28; x++)
            {
                (int fromY, int fromX) = (y - dy, x - dx);
                float pixel = fromY is >= 0 and < 28 && fromX is >= 0 and < 28 ? one[fromY * 28 + fromX] : 0;
                pixels[(i * 28 + y) * 28 + x] = (pixel - data.Mean[0]) / data.Deviation[0];
            }
    }
    return (Tensor.From(pixels, [data.Count, 28, 28, 1]), labels);
}
