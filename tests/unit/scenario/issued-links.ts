/** Links that were given out, with the release that they mean; this list only grows. */

export const issuedLinks = [
  {
    link: '#1rRY7BTsMwEER_ZbXn1E17QNQfwA8Ucalz2DobZOFsLHsbVCH-HddAe5sZaebNFypafP1c4Mh5DZ4LduhrVH7t8XIWVgu73hyeTG_67f7g5ONy5niLJ4qFndTOhPZ0QjJXmmO1lMIb5xIWsbDuaiPIaP8ZTmZWGknJOgEQmtkCOSmJfUvSkrU0tWnawnNfKcPQYWmc2wGvESileIXNBHfw3-8tgc9MymN79xJyUYND96i-s0JZfRsVtPvvHwPg',
    title: 'Two Services',
    steps: ['kubectl apply -f a.yaml', 'kubectl get svc'],
    upTo: 2,
    release: '1.36',
  },
  {
    link: '#1rHclBCoAgEIXhq8hbSyAtAs_RzlyYjBSKgWO1iO7e0Or9vO9Bh8W8kap0E3fVqFBggkYWMMM4SUbJfK5C3aoUCtNS5U6wzmuwjPs99qIuarwfFV6kwpr3Aw99',
    title: 'The newest release',
    steps: ['kubectl version'],
    upTo: 1,
    release: '1.37',
  },
];
